import Bytes
import Columnar
import JSONColumns
import TestSupport
import Testing

@Suite("Rescuing what no column holds")
struct RescueTests {
    private let fields: [JSONField] = [
        JSONField(column: "id", type: .identifier, isRequired: true),
        JSONField(column: "n", type: .long),
        JSONField(
            column: "price", path: ["data", "quote", "price"],
            type: .decimal(precision: 9, scale: 2)),
        JSONField(column: "size", path: ["data", "size"], type: .long),
        JSONField(column: "venue", path: ["data", "venue"], type: .string, isRequired: true),
    ]

    private func rescued(_ text: String) throws -> String? {
        let decoded = try Decoded([text], fields: Array(fields.prefix(2)))
        #expect(decoded.columns.rowCount == 1, "\(decoded.detail ?? "")")
        return decoded.columns.rowCount == 1 ? decoded.rescued(0) : "rejected"
    }

    @Test("values keep the bytes that were received")
    func keepsBytes() throws {
        #expect(try rescued(#"{"id":1}"#) == nil)
        #expect(
            try rescued(#"{ "x" : [ 1 , {"a" : 1.50} ] , "id" : 1 , "y" :"\u0041\/" ,"z":null}"#)
                == #"{"x":[ 1 , {"a" : 1.50} ],"y":"\u0041\/","z":null}"#)
        #expect(try rescued(#"{"":1E5,"id":1,"é":{ }}"#) == #"{"":1E5,"é":{ }}"#)
        // A name is the text that it stands for, in its shortest spelling.
        #expect(
            try rescued(#"{"\u0061\/\"\u00e9\n":true,"id":1}"#) == #"{"a/\"é\n":true}"#)
    }

    @Test("an optional value of the wrong type is rescued, where it stood among the others")
    func rescuesWrongTypes() throws {
        #expect(
            try rescued(#"{"b":1,"n":"x\u0020","id":1,"a":2}"#) == #"{"b":1,"n":"x\u0020","a":2}"#)
        #expect(try rescued(#"{"n":[ 1],"id":1}"#) == #"{"n":[ 1]}"#)
        #expect(try rescued(#"{"n":1.5,"id":1}"#) == #"{"n":1.5}"#)
        #expect(try rescued(#"{"n":1e99,"id":1}"#) == #"{"n":1e99}"#)
        #expect(try rescued(#"{"n":"","id":1}"#) == #"{"n":""}"#)
    }

    @Test("of equal names the last one wins, known or not, however spelled")
    func keepsLastDuplicate() throws {
        #expect(try rescued(#"{"x":1,"id":1,"x":2,"y":3,"\u0078":4}"#) == #"{"y":3,"x":4}"#)
        #expect(try rescued(#"{"n":"bad","id":1,"n":5}"#) == nil)
        #expect(try rescued(#"{"n":5,"id":1,"\u006e":"bad"}"#) == #"{"n":"bad"}"#)
        #expect(try rescued(#"{"n":"bad","id":1,"n":null}"#) == nil)
        let decoded = try Decoded(
            [#"{"id":"a","n":1,"id":2,"n":null}"#], fields: fields.dropLast(3))
        #expect(decoded.row(0) == ["2", nil])
        // Far more names than are compared pair by pair.
        let many = (0..<5000).map { #""k\#($0 % 1000)":\#($0)"# }.joined(separator: ",")
        let last = (4000..<5000).map { #""k\#($0 % 1000)":\#($0)"# }.joined(separator: ",")
        #expect(try rescued(#"{"id":1,\#(many)}"#) == "{\(last)}")
        let failed = (4000..<5000).map { #""k\#($0)":1"# }.joined(separator: ",")
        #expect(try rescued(#"{"id":1,\#(failed),"n":true}"#) == #"{\#(failed),"n":true}"#)
    }

    @Test("nested paths are followed")
    func followsPaths() throws {
        let text = #"{"data":{"venue":"X","quote":{"price":"1.5"},"size":3},"id":7}"#
        let decoded = try Decoded([text], fields: fields)
        #expect(decoded.row(0) == ["7", nil, "150", "3", "X"])
        #expect(decoded.rescued(0) == nil)
    }

    @Test("anything in a nested object that no field takes rescues the outermost member whole")
    func rescuesContainers() throws {
        let outside = [
            #"{"venue":"X","more":1}"#, #"{"venue":"X","quote":{"price":1,"ccy":"USD"}}"#,
            #"{"venue":"X","quote": 5 }"#, #"{"venue":"X","quote":[]}"#,
            #"{"venue":"X","size":"big"}"#,
            #"{"venue":"X","quote":{"price":"1.555"}}"#, #"{ "venue":"X","more":1 }"#,
        ]
        for data in outside {
            let decoded = try Decoded([#"{"a":0,"data":\#(data),"id":7}"#], fields: fields)
            #expect(decoded.columns.rowCount == 1, "\(decoded.detail ?? "")")
            #expect(decoded.row(0)[4] == "X")
            #expect(decoded.rescued(0) == #"{"a":0,"data":\#(data)}"#)
        }
        for data in [
            #"{"venue":"X"}"#, #"{"venue":"X","quote":null}"#, #"{"venue":"X","quote":{}}"#,
        ] {
            #expect(try Decoded([#"{"data":\#(data),"id":7}"#], fields: fields).rescued(0) == nil)
        }
    }

    @Test("a required field is missing where an object around it is")
    func missesNestedFields() throws {
        for text in [#"{"id":1}"#, #"{"id":1,"data":null}"#, #"{"id":1,"data":{}}"#] {
            let decoded = try Decoded([text], fields: fields)
            #expect(decoded.reason == .missingField)
            #expect(decoded.detail == "data.venue is absent. expected a string")
        }
        let decoded = try Decoded([#"{"id":1,"data":[1]}"#], fields: fields)
        #expect(decoded.reason == .wrongType)
        #expect(
            decoded.detail
                == "data.venue is absent, because an object around it is `[1]`. expected a string")
    }

    @Test("a later object of the same name replaces an earlier one whole")
    func replacesContainers() throws {
        let text = #"{"data":{"venue":"X","size":1,"m":1},"id":7,"data":{"venue":"Y"}}"#
        let decoded = try Decoded(
            [text, #"{"data":5,"data":{"venue":"Z"},"id":1}"#], fields: fields)
        #expect(decoded.row(0) == ["7", nil, nil, nil, "Y"])
        #expect(decoded.row(1) == ["1", nil, nil, nil, "Z"])
        #expect(decoded.rescued(0) == nil)
        #expect(decoded.rescued(1) == nil)
        let nested = #"{"data":{"venue":"X","quote":{"price":1},"quote":{}},"id":7}"#
        #expect(try Decoded([nested], fields: fields).row(0)[2] == nil)
    }

    @Test("defaults stand in for what is absent, not for what is wrong")
    func usesDefaults() throws {
        let fields: [JSONField] = [
            JSONField(column: "s", type: .string, defaultValue: .string("USD")),
            JSONField(column: "l", type: .long, defaultValue: .long(-7)),
            JSONField(
                column: "d", type: .decimal(precision: 9, scale: 2), defaultValue: .decimal(150)),
            JSONField(
                column: "w", type: .decimal(precision: 38, scale: 2),
                defaultValue: .decimal(1 << 100)),
            JSONField(
                column: "t", type: .timestamp(rfc3339: true, unit: nil), defaultValue: .timestamp(9)
            ),
            JSONField(column: "b", type: .boolean, defaultValue: .boolean(true)),
            JSONField(column: "a", type: .stringArray, defaultValue: .string("x,y")),
        ]
        let wrong = #"{"s":1,"l":[],"d":"","w":{},"t":"","b":0,"a":[0]}"#
        let decoded = try Decoded(["{}", #"{"s":null,"l":null}"#, wrong], fields: fields)
        let expected = ["USD", "-7", "150", "\(Int128(1) << 100)", "9", "true", "x,y"]
        #expect(decoded.row(0) == expected)
        #expect(decoded.row(1) == expected)
        #expect(decoded.row(2) == [nil, nil, nil, nil, nil, nil, nil])
        #expect(decoded.rescued(2) == wrong)
    }

    @Test("fields that make no plan are refused with the column's name")
    func refusesPlans() {
        func message(_ fields: [JSONField], recordBytesMax: Int = 9, depthMax: Int = 9) -> String? {
            let error = #expect(throws: JSONPlanError.self) {
                try JSONDecodePlan(
                    fields: fields, recordBytesMax: recordBytesMax, depthMax: depthMax)
            }
            return error?.message
        }
        let string = JSONField(column: "c", type: .string)
        for wrong in [
            JSONField(column: "c", path: [], type: .string),
            JSONField(column: "c", path: Array(repeating: "a", count: 10), type: .string),
            JSONField(column: "c", type: .decimal(precision: 39, scale: 0)),
            JSONField(column: "c", type: .decimal(precision: 3, scale: 4)),
            JSONField(column: "c", type: .timestamp(rfc3339: false, unit: nil)),
            JSONField(column: "c", type: .string, isRequired: true, defaultValue: .string("")),
            JSONField(column: "c", type: .string, defaultValue: .long(1)),
            JSONField(
                column: "c", type: .decimal(precision: 2, scale: 0), defaultValue: .decimal(100)),
            JSONField(column: "c", path: ["c", "d"], type: .string),
        ] {
            #expect(
                message([string, wrong].filter { $0 != string || wrong.path.count == 2 })?.contains(
                    "column c") == true)
        }
        #expect(message([string, string])?.contains("same source path") == true)
        #expect(message([], recordBytesMax: 0) != nil)
        #expect(message([], depthMax: 0) != nil)
        #expect(message([], depthMax: 100_000) != nil)
    }
}
