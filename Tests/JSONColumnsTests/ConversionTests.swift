import Bytes
import Columnar
import JSONColumns
import TestSupport
import Testing

/// Numbers, times, texts and the rest, each through a decoder of one field.
@Suite("Converting values")
struct ConversionTests {
    private func decode(_ value: String, _ type: JSONFieldType, isRequired: Bool = true) throws
        -> Decoded
    {
        let field = JSONField(column: "v", type: type, isRequired: isRequired)
        return try Decoded([#"{"v":\#(value)}"#], fields: [field])
    }

    private func expect(
        _ value: String, _ type: JSONFieldType, _ expected: String,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let decoded = try decode(value, type)
        #expect(decoded.only == expected, "\(value)", sourceLocation: location)
    }

    private func expect(
        _ value: String, _ type: JSONFieldType, _ reason: ReasonCode,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let decoded = try decode(value, type)
        #expect(decoded.reason == reason, "\(value)", sourceLocation: location)
        #expect(decoded.columns.rejections.fields == [0], sourceLocation: location)
        // The same value in an optional field is rescued instead.
        let optional = try decode(value, type, isRequired: false)
        #expect(optional.row(0) == [nil], sourceLocation: location)
        #expect(optional.rescued(0) == #"{"v":\#(value)}"#, sourceLocation: location)
    }

    @Test("a decimal is taken when its column holds it exactly")
    func takesDecimals() throws {
        let type = JSONFieldType.decimal(precision: 18, scale: 9)
        let taken: [(String, String)] = [
            ("0", "0"), ("-0", "0"), ("-0.0e-5", "0"), ("0e999999999999999999999", "0"),
            ("1", "1000000000"), ("189.1234", "189123400000"), ("-189.1234", "-189123400000"),
            ("1.5000000000", "1500000000"), ("1.50000000000000000000000000000", "1500000000"),
            ("0.000000001", "1"), ("-0.000000001", "-1"), ("1e-9", "1"), ("10e-10", "1"),
            ("999999999.999999999", "999999999999999999"), ("1e8", "100000000000000000"),
            ("-999999999.999999999", "-999999999999999999"), ("0.1E+1", "1000000000"),
            ("0.00000000000000000001e20", "1000000000"), ("123456789e0", "123456789000000000"),
            ("100000000000000000000e-20", "1000000000"), ("1.2e1", "12000000000"),
            ("9.99999999999999999e8", "999999999999999999"), ("0.5", "500000000"),
        ]
        for (text, unscaled) in taken {
            try expect(text, type, unscaled)
            try expect("\"\(text)\"", type, unscaled)
        }
        try expect(#""\u0031.5""#, type, "1500000000")
    }

    @Test("a decimal that does not fit is refused with what would be lost")
    func refusesDecimals() throws {
        let type = JSONFieldType.decimal(precision: 18, scale: 9)
        let refused: [(String, ReasonCode)] = [
            ("1e9", .outOfRange), ("1000000000", .outOfRange), ("-1000000000", .outOfRange),
            ("999999999.9999999999", .precisionLoss), ("0.0000000001", .precisionLoss),
            ("1e-10", .precisionLoss), ("1e-99999999999999999999", .precisionLoss),
            ("1e99999999999999999999", .outOfRange), ("12345678901234567890", .outOfRange),
            ("1234567890.12345678901", .outOfRange), ("1.00000000000000000001", .precisionLoss),
            ("99999999999999999999999999999999999999999", .outOfRange), ("-1e-10", .precisionLoss),
        ]
        for (text, reason) in refused {
            try expect(text, type, reason)
            try expect("\"\(text)\"", type, reason)
        }
        for text in ["", " 1", "1 ", "+1", "1.", ".5", "01", "0x1", "1,5", "NaN", "1e", "--1", "١"]
        {
            try expect("\"\(text)\"", type, .malformedNumber)
        }
        for value in ["true", "[]", "[1]", "{}", #"{"a":1}"#] {
            try expect(value, type, .wrongType)
        }
    }

    @Test("decimals of up to 38 digits are exact")
    func takesWideDecimals() throws {
        let nines = String(repeating: "9", count: 38)
        try expect(nines, .decimal(precision: 38, scale: 0), nines)
        try expect("-\(nines)", .decimal(precision: 38, scale: 0), "-\(nines)")
        try expect("0.\(nines)", .decimal(precision: 38, scale: 38), nines)
        try expect("1.5", .decimal(precision: 38, scale: 17), "150000000000000000")
        try expect(
            "\"1e37\"", .decimal(precision: 38, scale: 0), "1" + String(repeating: "0", count: 37))
        try expect("1e38", .decimal(precision: 38, scale: 0), .outOfRange)
        try expect("1", .decimal(precision: 38, scale: 38), .outOfRange)
        try expect("0.\(nines)1", .decimal(precision: 38, scale: 38), .precisionLoss)
        try expect("\"x\"", .decimal(precision: 38, scale: 2), .malformedNumber)
        try expect("false", .decimal(precision: 38, scale: 2), .wrongType)
        try expect("9", .decimal(precision: 1, scale: 0), "9")
        try expect("10", .decimal(precision: 1, scale: 0), .outOfRange)
        try expect("0.9", .decimal(precision: 1, scale: 1), "9")
    }

    @Test("random decimals equal their digits", arguments: 0..<UInt64(500))
    func convertsRandomDecimals(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let precision = Int.random(in: 1...38, using: &random)
        let scale = Int.random(in: 0...precision, using: &random)
        let count = Int.random(in: 1...precision, using: &random)
        let digits = (0..<count).map { _ in String(random.next(upperBound: UInt64(10))) }.joined()
        let unscaled = try #require(Int128(digits))
        let isNegative = random.chance(1, in: 2) && unscaled != 0
        // digits * 10^-scale, the point moved and the exponent with it.
        let shift = Int.random(in: -5...5, using: &random)
        let padded = String(repeating: "0", count: 45) + digits
        let point = padded.count - scale - shift
        guard point > 0, point <= padded.count else { return }
        let whole = padded.prefix(point).drop { $0 == "0" }
        let fraction = padded.dropFirst(point)
        let zeros = String(repeating: "0", count: Int.random(in: 0...3, using: &random))
        let text =
            (isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole)
            + (fraction.isEmpty ? "" : ".\(fraction)\(zeros)") + (shift == 0 ? "" : "e\(shift)")
        let expected = "\(isNegative ? -unscaled : unscaled)"
        try expect(text, .decimal(precision: precision, scale: scale), expected)
        try expect("\"\(text)\"", .decimal(precision: precision, scale: scale), expected)
    }

    @Test("a long is a number whose value is an integer of 64 bits")
    func convertsLongs() throws {
        for (text, value) in [
            ("0", "0"), ("-0", "0"), ("42", "42"), ("-42", "-42"), ("5.0", "5"), ("1e3", "1000"),
            ("9223372036854775807", "9223372036854775807"), ("120e-1", "12"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("999999999999999999", "999999999999999999"),
            ("-99999999999999999", "-99999999999999999"),
            ("9223372036854775807.000", "9223372036854775807"),
        ] {
            try expect(text, .long, value)
            try expect("\"\(text)\"", .long, value)
        }
        try expect("9223372036854775808", .long, .outOfRange)
        try expect("-9223372036854775809", .long, .outOfRange)
        try expect("10000000000000000000", .long, .outOfRange)
        try expect("1e19", .long, .outOfRange)
        try expect("5.5", .long, .precisionLoss)
        try expect("\"5x\"", .long, .malformedNumber)
        try expect("true", .long, .wrongType)
    }

    @Test("an identifier is a string or an integer that keeps its digits")
    func convertsIdentifiers() throws {
        try expect("12", .identifier, "12")
        try expect("\"12\"", .identifier, "12")
        try expect("-0", .identifier, "-0")
        try expect("123456789012345678901234567890", .identifier, "123456789012345678901234567890")
        try expect("\" x \"", .identifier, " x ")
        try expect("\"\\u00e9\\t\"", .identifier, "é\t")
        for value in ["1e3", "5.0", "true", "[]", "{}"] {
            try expect(value, .identifier, .wrongType)
        }
        try expect("12", .string, .wrongType)
        try expect("\"\"", .stringArray, .wrongType)
    }

    @Test("an empty string is missing where it is required, and a value where it is not")
    func treatsEmptyStrings() throws {
        for type in [JSONFieldType.string, .identifier] {
            let decoded = try decode("\"\"", type)
            #expect(decoded.reason == .missingField)
            #expect(decoded.detail?.hasPrefix("v is an empty string. expected a string") == true)
            #expect(try decode("\"\"", type, isRequired: false).row(0) == [""])
        }
    }

    @Test("null and nothing are the same, and neither is rescued")
    func treatsNullAsAbsent() throws {
        let types: [JSONFieldType] = [
            .string, .identifier, .decimal(precision: 9, scale: 2), .long, .boolean, .stringArray,
            .decimal(precision: 30, scale: 2), .timestamp(rfc3339: true, unit: .seconds),
        ]
        for type in types {
            #expect(try decode("null", type).reason == .missingField)
            #expect(try decode("null", type).detail?.hasPrefix("v is null. expected") == true)
            let absent = try Decoded(
                ["{}"], fields: [JSONField(column: "v", type: type, isRequired: true)])
            #expect(absent.reason == .missingField)
            #expect(absent.detail?.hasPrefix("v is absent. expected") == true)
            let optional = try decode("null", type, isRequired: false)
            #expect(optional.row(0) == [nil])
            #expect(optional.rescued(0) == nil)
        }
    }

    @Test("booleans and arrays of strings")
    func convertsTheRest() throws {
        try expect("true", .boolean, "true")
        try expect("false", .boolean, "false")
        for value in ["0", "\"true\"", "[]", "{}"] { try expect(value, .boolean, .wrongType) }
        try expect("[]", .stringArray, "")
        try expect("[ \"@\" , \"I\" ]", .stringArray, "@,I")
        try expect(#"["a\"b","\\","\u2020","x,y",""]"#, .stringArray, "a\"b,\\,†,x,y,")
        for value in ["[1]", "[\"a\",null]", "[[\"a\"]]", "\"@\"", "{}", "1"] {
            try expect(value, .stringArray, .wrongType)
        }
    }
}
