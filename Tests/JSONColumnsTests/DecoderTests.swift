import Bytes
import Columnar
import JSONColumns
import Testing

@Suite("Decoding records into columns")
struct DecoderTests {
    private let tick =
        #"{"symbol":"AAPL","price":189.1234,"size":100,"ts":"2026-01-05T14:30:00.123456789Z","#
        + #""exchange":"XNAS","trade_id":123456,"conditions":["@","I"]}"#

    @Test("a tick fills every column, in any order and with space between")
    func decodesTicks() throws {
        let shuffled =
            " {\t\"trade_id\" : \"x\" ,\n\"conditions\":[ ],\r\n \"ts\":\"2026-01-05t14:30:00z\", "
            + "\"size\":\"0.5\", \"sequence\":7, \"currency\":\"USD\", \"price\":1e-9,"
            + "                    \"symbol\":\"\\u0041\\n\\ud83d\\ude00\" } "
        let decoded = try Decoded([tick, shuffled, tick])
        #expect(decoded.columns.rowRecords == [0, 1, 2])
        let time = "1767623400123456789"
        let first = [
            "AAPL", "189123400000", "10000000000", time, "XNAS", "123456", "@,I", nil, nil,
        ]
        #expect(decoded.row(0) == first)
        #expect(
            decoded.row(1) == [
                "A\n😀", "1", "50000000", "1767623400000000000", nil, "x", "", "7", "USD",
            ])
        #expect(decoded.row(2) == first)
        #expect((0..<3).allSatisfy { decoded.rescued($0) == nil })
        #expect(decoded.columns.rejections.count == 0)
    }

    @Test("tombstones and skipped records are passed over, everything else is a row or a rejection")
    func passesOver() throws {
        let values = BinaryColumn([tick, nil, "", "[1]", tick, "{", tick])
        var skipping = Bitmap(repeating: false, count: 7)
        skipping[4] = true
        let decoded = Decoded(
            values, plan: try JSONDecodePlan(fields: Decoded.tickFields), skipping: skipping)
        #expect(decoded.columns.rowRecords == [0, 6])
        #expect(decoded.columns.rejections.records == [2, 3, 5])
        #expect(
            decoded.columns.rejections.reasons == [.emptyValue, .notAnObject, .malformedJSON])
        #expect(decoded.columns.rejections.fields == [-1, -1, -1])
    }

    @Test("the first field in the contract's order that fails gives the reason")
    func reportsFirstFailure() throws {
        let decoded = try Decoded([#"{"symbol":"A","size":true,"price":"1 "}"#])
        #expect(decoded.reason == .malformedNumber)
        #expect(decoded.columns.rejections.fields == [1])
        #expect(
            decoded.detail == #"price is `"1 "`. expected a number that fits decimal(18,9)"#)
    }

    @Test("a batch of many chunks keeps its order")
    func keepsOrder() throws {
        let texts = (0..<3000).map { index in
            index % 7 == 3 ? #"{"id":[]}"# : #"{"id":\#(index),"x":\#(index)}"#
        }
        let decoded = try Decoded(
            texts, fields: [JSONField(column: "id", type: .identifier, isRequired: true)])
        let good: [Int32] = (0..<3000).filter { (index: Int32) in index % 7 != 3 }
        let bad: [Int32] = (0..<3000).filter { (index: Int32) in index % 7 == 3 }
        #expect(decoded.columns.rowRecords == good)
        #expect(decoded.columns.rejections.records == bad)
        for (row, record) in good.enumerated() {
            #expect(decoded.row(row) == [String(record)])
            #expect(decoded.rescued(row) == #"{"x":\#(record)}"#)
        }
    }
}
