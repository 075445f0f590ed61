import Bytes
import Foundation
import Poller
import TestSupport
import Testing

/// Zones' rules against Python's, and against damage.
@Suite struct TimeZoneTests {
    /// For every zone: instants with their offsets, and local times, many near changes of clocks,
    /// with the instant that Python's first reading gives.
    private static let script = """
        import random, zoneinfo, datetime as d
        epoch = d.datetime(1970, 1, 1)
        utc = d.timezone.utc
        for name in sorted(zoneinfo.available_timezones() - {'localtime', 'posixrules'}):
            rng = random.Random(name)
            zone = zoneinfo.ZoneInfo(name)
            def offset(t):
                at = (epoch.replace(tzinfo=utc) + d.timedelta(seconds=t)).astimezone(zone)
                return int(at.utcoffset().total_seconds())
            def instant(local):
                at = (epoch + d.timedelta(seconds=local)).replace(tzinfo=zone, fold=0)
                return local - int(at.utcoffset().total_seconds())
            times = [rng.randrange(-4000000000, 4200000000) for _ in range(16)]
            for _ in range(1):
                day = rng.randrange(-1000000000, 4100000000) // 86400 * 86400
                offsets = [offset(day + 86400 * n) for n in range(366)]
                for n in range(365):
                    if offsets[n] != offsets[n + 1]:
                        change = day + 86400 * (n + 1) + offsets[n]
                        times += [change - 900 * rng.randrange(0, 200) for _ in range(12)]
            for t in times:
                print(name, t, offset(t), instant(t))
        """

    @Test(
        "offsets and local times of every zone are Python's, around changes of clocks too",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func agreesWithPython() throws {
        let output = try PythonEnvironment.required().run(script: Self.script).output
        var count = 0
        var wrong: [String] = []
        for line in output.split(separator: "\n") {
            let words = line.split(separator: " ")
            let numbers = words.dropFirst().compactMap { Int64($0) }
            guard numbers.count == 3 else { continue }
            let zone = try zones.rules(of: String(words[0]))
            count += 1
            if zone.offset(atUTC: numbers[0]) != numbers[1]
                || zone.utc(fromLocal: numbers[0]) != numbers[2]
            {
                wrong.append(String(line))
            }
        }
        #expect(count > 10_000)
        #expect(wrong.isEmpty, "\(wrong.count) of \(count): \(wrong.prefix(5))")
    }

    @Test(
        "a time that clocks skip is shifted forward, one that they show twice is the first",
        arguments: [
            ("2026-03-08 01:59:59", "2026-03-08T06:59:59Z"),
            ("2026-03-08 02:30:00", "2026-03-08T07:30:00Z"),
            ("2026-03-08 03:00:00", "2026-03-08T07:00:00Z"),
            ("2026-11-01 00:59:59", "2026-11-01T04:59:59Z"),
            ("2026-11-01 01:30:00", "2026-11-01T05:30:00Z"),
            ("2026-11-01 02:00:00", "2026-11-01T07:00:00Z"),
            ("2090-07-01 09:30:00", "2090-07-01T13:30:00Z"),
        ])
    func gapsAndFolds(local: String, instant: String) throws {
        let zone = try zones.rules(of: "America/New_York")
        let format = try TimeFormat("%Y-%m-%d %H:%M:%S")
        #expect(format.nanoseconds(local, in: zone) == time(instant))
    }

    @Test(
        "the rule at a file's end holds where the file has no changes",
        arguments: [
            ("EST5EDT,M3.2.0,M11.1.0", "2040-03-11T06:59:59Z", -18_000),
            ("EST5EDT,M3.2.0,M11.1.0", "2040-03-11T07:00:00Z", -14_400),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-01-01T00:00:00Z", 39_600),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-07-01T00:00:00Z", 36_000),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2040-03-25T00:59:59Z", -7_200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2040-03-25T01:00:00Z", -3_600),
            ("XXX3EDT4,0/0,J365/23", "2040-12-31T23:59:59Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2041-01-01T04:00:00Z", -14_400),
            ("AAA0BBB,J60/0,J61/0", "2040-03-01T00:00:00Z", 3_600),
            ("AAA0BBB,59/0,60/0", "2040-02-29T00:00:00Z", 3_600),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2040-07-01T00:00:00Z", 3_600),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2040-01-01T00:00:00Z", 0),
            ("<+0545>-5:45", "2040-01-01T00:00:00Z", 20_700),
        ])
    func rules(rule: String, instant: String, offset: Int64) throws {
        let zone = try TimeZoneRules(name: "test", tzif: Self.file(rule: rule))
        #expect(zone.offset(atUTC: time(instant) / 1_000_000_000) == offset)
    }

    @Test(
        "a rule that is none is refused",
        arguments: [
            "E5", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.1.0,M11.1.0", "EST25",
            "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,J0,J1", "<EST5", "EST5EDT,M3.2.0/200,M11.1.0",
            "EST5EDT,M3.2.0,M11.1.0x", "EST99999999999999999999",
        ])
    func badRules(rule: String) {
        #expect(throws: PollProblem.self) {
            try TimeZoneRules(name: "test", tzif: Self.file(rule: rule))
        }
    }

    @Test("the beginning of a file is no file")
    func truncation() throws {
        let bytes = try #require(Self.newYork)
        for count in 0..<bytes.count {
            #expect(throws: PollProblem.self) {
                try TimeZoneRules(name: "test", tzif: Array(bytes.prefix(count)))
            }
        }
    }

    @Test("a file with any bit flipped is refused or read, and its times never trap")
    func flippedBits() throws {
        let bytes = try #require(Self.newYork)
        let times = [Int64.min, -4_000_000_000, 0, 1_795_185_000, 5_000_000_000, .max]
        var random = SplitMix64(seed: 6)
        var isRead = 0
        for byte in bytes.indices {
            var damaged = bytes
            damaged[byte] ^= 1 << UInt8(random.next(below: 8))
            guard let zone = try? TimeZoneRules(name: "test", tzif: damaged) else { continue }
            isRead += 1
            for time in times { _ = (zone.offset(atUTC: time), zone.utc(fromLocal: time)) }
        }
        #expect(isRead > 0)
    }

    @Test(
        "a name that is no zone's reaches no file",
        arguments: ["", "../etc/passwd", "/etc/passwd", "a//b", "Europe/.", "Mars\u{0}", "ü"])
    func badNames(name: String) {
        let zones = TimeZones { name in
            Issue.record("asked for \(name)")
            return nil
        }
        #expect(throws: PollProblem.self) { try zones.rules(of: name) }
    }

    @Test("a zone is read once, and one that is not there is named")
    func caching() throws {
        let asked = Names()
        let zones = TimeZones { name in
            asked.add(name)
            return name == "Test/Zone" ? Self.file(rule: "EST5") : nil
        }
        for _ in 0..<3 { #expect(try zones.rules(of: "Test/Zone").offset(atUTC: 0) == -18_000) }
        #expect(asked.all == ["Test/Zone"])
        let problem = #expect(throws: PollProblem.self) { try zones.rules(of: "Test/Zome") }
        #expect(problem?.description.contains("Test/Zome") == true)
    }

    /// What was asked for.
    private final class Names: @unchecked Sendable {
        private let lock = NSLock()
        private var names: [String] = []
        func add(_ name: String) { lock.withLock { names.append(name) } }
        var all: [String] { lock.withLock { names } }
    }

    private static let newYork = FileManager.default
        .contents(atPath: "/usr/share/zoneinfo/America/New_York").map { [UInt8]($0) }

    /// A file without changes: one type, offset 0, and a rule.
    private static func file(rule: String) -> [UInt8] {
        func header(_ counts: [UInt8]) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
                + counts.flatMap { [0, 0, 0, $0] }
        }
        let type: [UInt8] = [0, 0, 0, 0, 0, 0]
        let block = header([0, 0, 0, 0, 1, 4]) + type + Array("LMT".utf8) + [0]
        return block + block + [0x0a] + Array(rule.utf8) + [0x0a]
    }
}
