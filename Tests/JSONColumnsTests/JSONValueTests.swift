import Bytes
import JSONColumns
import TestSupport
import Testing

@Suite("JSON values")
struct JSONValueTests {
    @Test("a log entry is read member by member")
    func readsMembers() throws {
        let value = try JSONValue(
            parsing: #"{"add":{"path":"a/b.parquet","size":12,"dataChange":true,"#
                + #""partitionValues":{"d":"2026-01-05"},"stats":"{\"numRecords\":3}","x":[1,2.5]}}"#
        )
        let add = try #require(value["add"])
        #expect(add["path"]?.string == "a/b.parquet")
        #expect(add["size"]?.int64 == 12)
        #expect(add["dataChange"]?.bool == true)
        #expect(add["partitionValues"]?["d"]?.string == "2026-01-05")
        #expect(add["stats"]?.string == #"{"numRecords":3}"#)
        #expect(add["x"]?.array?.map(\.double) == [1, 2.5])
        #expect(add["absent"] == nil)
        #expect(add["x"]?.array?.last?.int64 == nil)
    }

    @Test("the last of equal names is kept at the place of the first")
    func keepsLastDuplicate() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"b":2,"\u0061":3}"#).text == #"{"a":3,"b":2}"#)
        let many = (0..<100).map { #""k\#($0 % 40)":\#($0)"# }.joined(separator: ",")
        let object = try #require(try JSONValue(parsing: "{\(many)}").object)
        #expect(object.members.count == 40)
        let expected: [Int64?] = (0..<40).map { (place: Int64) in place + (place < 20 ? 80 : 40) }
        #expect(object.members.map(\.value.int64) == expected)
    }

    @Test("numbers keep their digits")
    func keepsNumbers() throws {
        let text = "[-0,1E+2,1.50,123456789012345678901234567890,9223372036854775807]"
        let value = try JSONValue(parsing: text)
        #expect(value.text == text)
        #expect(value.array?.map(\.int64) == [0, nil, nil, nil, .max])
        #expect(value.array?[1].double == 100)
    }

    @Test("control characters, quotes and backslashes are escaped, nothing else is")
    func escapes() {
        var writer = JSONWriter()
        writer.string("a/\"\\\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}é€😀")
        #expect(writer.text == #""a/\"\\\b\f\n\r\t\u0001\u001f"# + "\u{7f}é€😀\"")
        writer.removeAll()
        writer.string(utf8: ([0x61, 0xff, 0xc3, 0xa9, 0xe2, 0x82] as [UInt8]).span.rawBytes)
        #expect(writer.text == "\"a\u{fffd}é\u{fffd}\u{fffd}\"")
    }

    @Test("commas stand between members, elements and nowhere else")
    func placesCommas() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("a")
        writer.beginArray()
        writer.endArray()
        writer.member("b", 1)
        writer.name("c")
        writer.beginArray()
        writer.beginObject()
        writer.endObject()
        writer.null()
        writer.raw("1e5")
        writer.endArray()
        writer.member("d", .object(["e": .bool(true), "f": .null]))
        writer.name("g")
        writer.double(.infinity)
        writer.endObject()
        writer.endLine()
        writer.double(1e21)
        let line = #"{"a":[],"b":1,"c":[{},null,1e5],"d":{"e":true,"f":null},"g":null}"#
        #expect(writer.text == line + "\n1e+21")
    }

    @Test("what is written reads back the same", arguments: 0..<UInt64(300))
    func roundTrips(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let value = RandomJSON.value(using: &random, depth: 5)
        #expect(try JSONValue(parsing: value.text) == value)
    }

    @Test("members are set, replaced and removed by name")
    func editsObjects() {
        var object: JSONObject = ["a": .integer(1), "b": .null]
        object["b"] = .bool(false)
        object["c"] = .string("x")
        object["a"] = nil
        object["z"] = nil
        #expect(object.members.map(\.name) == ["b", "c"])
        #expect(JSONValue.object(object).text == #"{"b":false,"c":"x"}"#)
    }

    @Test("names and texts are compared without normalisation")
    func comparesBytes() throws {
        let value = try JSONValue(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(value.object?.members.count == 2)
        #expect(value["e\u{301}"]?.int64 == 2)
        #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
    }
}
