import Bytes
import DeltaLake
import TestSupport
import Testing

@Suite("Texts of a log")
struct TextTests {
    @Test("names of the log's files say what they are, and only they do")
    func logNames() {
        let digits = "00000000000000000012"
        let names: [(String, LogName)] = [
            ("\(digits).json", .commit(12)),
            ("\(digits).checkpoint.parquet", .checkpoint(12, part: 1, parts: 1)),
            (
                "\(digits).checkpoint.0000000002.0000000003.parquet",
                .checkpoint(12, part: 2, parts: 3)
            ),
            ("\(digits).00000000000000000020.compacted.json", .compaction(12, 20)),
            ("\(digits).crc", .checksum(12)),
        ]
        for (text, name) in names {
            #expect(LogName(text) == name)
            #expect(name.text == text)
        }
        #expect(
            LogName("\(digits).checkpoint.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.parquet")
                == .checkpointV2(
                    12, id: "3a0d65cd-4056-49b8-937b-95f9e3ee90e5", isJSON: false))
        for text in [
            "", "12.json", "\(digits)", "\(digits).json.tmp", ".\(digits).json.crc",
            "0000000000000000001x.json", "99999999999999999999.json", "_last_checkpoint",
            "\(digits).checkpoint.0000000004.0000000003.parquet",
            "\(digits).checkpoint.0000000000.0000000003.parquet",
            "00000000000000000020.\(digits).compacted.json", "\(digits).checkpoint.csv",
        ] {
            #expect(LogName(text) == nil, "\(text)")
        }
    }

    @Test("a path is encoded once and decoded once", arguments: 0..<UInt64(100))
    func paths(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet: [Character] = [
            "a", "/", "%", "2", "5", " ", "é", "=", "\"", "\\", "?", "#", ":",
        ]
        let count = Int.random(in: 0..<30, using: &random)
        let path = String((0..<count).map { _ in alphabet.randomElement(using: &random) ?? "a" })
        let encoded = PercentEncoding.encode(path)
        #expect(PercentEncoding.decode(encoded) == path)
        #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
    }

    @Test("a percent sign that encodes nothing stands for itself")
    func loosePercent() {
        for path in ["100%", "%zz", "%4", "a%"] { #expect(PercentEncoding.decode(path) == path) }
    }

    @Test("times are read in every form that writers use")
    func times() {
        let expected: Int64 = 1_795_339_800_123_456
        for text in [
            "2026-11-22T09:30:00.123456Z", "2026-11-22 09:30:00.123456",
            "2026-11-22T09:30:00.123456789Z", "2026-11-22T10:30:00.123456+01:00",
            "2026-11-22 04:00:00.123456-05:30", "+2026-11-22 09:30:00.123456",
        ] {
            #expect(CivilTime.microseconds(text: text) == expected, "\(text)")
        }
        #expect(CivilTime.microseconds(text: "2026-11-22T09:30:00Z") == 1_795_339_800_000_000)
        #expect(CivilTime.microseconds(text: "2026-11-22 09:30:00.5") == 1_795_339_800_500_000)
        #expect(CivilTime.microseconds(text: "1969-12-31") == -86_400_000_000)
        #expect(CivilTime.text(microseconds: expected) == "2026-11-22T09:30:00.123456")
        #expect(CivilTime.text(microseconds: -1) == "1969-12-31T23:59:59.999999")
        for text in [
            "", "2026", "2026-13-01", "2026-11-22T", "2026-11-22T25:00:00", "a-b-c",
            "999999-01-01", "-999999-01-01T00:00:00Z", "2026-11-22T09:30:00+1:00",
            "2026-11-22T09:30:00+99:00", "2026-11-22T09:30:00+", "2026-11-22T-01:00",
        ] {
            #expect(CivilTime.microseconds(text: text) == nil, "\(text)")
        }
    }

    @Test("every day is its text, and its text the day", arguments: 0..<UInt64(50))
    func days(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let day = Int64.random(in: -719_162...2_932_896, using: &random)
        #expect(CivilTime.day(text: CivilTime.text(day: day)) == day)
    }

    @Test("decimals are exact in both directions")
    func decimals() {
        #expect(DecimalText.text(unscaled: -1250, scale: 2) == "-12.50")
        #expect(DecimalText.text(unscaled: 5, scale: 9) == "0.000000005")
        #expect(DecimalText.text(unscaled: -7, scale: 0) == "-7")
        #expect(DecimalText.unscaled(text: "-12.5", scale: 2) == -1250)
        #expect(DecimalText.unscaled(text: "1.5e3", scale: 1) == 15_000)
        #expect(DecimalText.unscaled(text: "12.345", scale: 2) == nil)
        #expect(DecimalText.unscaled(text: "12.340", scale: 2) == 1234)
        for text in ["", "-", ".", "1.2.3", "x", "1e", "1e999", String(repeating: "9", count: 50)] {
            #expect(DecimalText.unscaled(text: text, scale: 2) == nil, "\(text)")
        }
    }

    @Test("retentions are read as Spark writes them")
    func retentions() {
        #expect(Retention.milliseconds("interval 1 week") == 604_800_000)
        #expect(Retention.milliseconds("interval 30 days") == 2_592_000_000)
        #expect(Retention.milliseconds("2 hours 5 minutes") == 7_500_000)
        for text in [
            "", "interval", "1", "interval 1 month", "-1 days", "9223372036854775807 weeks",
        ] {
            #expect(Retention.milliseconds(text) == nil, "\(text)")
        }
    }
}
