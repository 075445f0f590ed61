import Synchronization
import Telemetry
import TestSupport
import Testing

@Suite struct LogTests {
    private let lines = Lines()

    private func log(_ format: Log.Format, minimum: Log.Level = .debug) -> Log {
        Log(
            minimum: minimum, format: format, now: { 1_767_623_400_123_999_999 },
            write: { [lines] in lines.append($0) })
    }

    @Test("a text line has time, level, event and fields")
    func text() {
        let log = log(.text)
        log.info("lane assigned", ["lane": "price-ticks/0", "next": 17, "share": 0.5])
        log.warning("slow", ["path": "a b", "empty": "", "quoted": "say \"x\"\n", "is": true])
        log.error("failed")
        #expect(
            lines.all == [
                "2026-01-05T14:30:00.123Z info  lane assigned "
                    + "lane=price-ticks/0 next=17 share=0.5\n",
                "2026-01-05T14:30:00.123Z warning slow path=\"a b\" empty=\"\" "
                    + "quoted=\"say \\\"x\\\"\\n\" is=true\n",
                "2026-01-05T14:30:00.123Z error failed\n",
            ])
    }

    @Test("a JSON line is one object, whatever the texts hold")
    func json() throws {
        let log = log(.json).with(["lane": "t/0"])
        log.info("odd \"\\ \u{1}\n", ["k\"": "grün\u{7F}", "nan": .double(.nan), "n": .count(-3)])
        #expect(
            lines.all == [
                "{\"ts\":\"2026-01-05T14:30:00.123Z\",\"level\":\"info\","
                    + "\"event\":\"odd \\\"\\\\ \\u0001\\n\",\"lane\":\"t/0\","
                    + "\"k\\\"\":\"grün\\u007f\",\"nan\":\"nan\",\"n\":-3}\n"
            ])
    }

    @Test("events below the minimum are not written, nor their fields computed")
    func minimum() {
        let log = log(.text, minimum: .warning)
        func fields() -> Log.Fields {
            Issue.record("the fields were computed")
            return [:]
        }
        log.info("quiet", fields())
        log.debug("quiet", fields())
        log.error("loud")
        #expect(lines.all.count == 1)
    }

    @Test("a log's context stands before the fields and does not leak into its parent")
    func context() {
        let log = log(.text)
        log.with(["a": 1]).with(["b": 2]).info("x", ["c": 3])
        log.info("y")
        #expect(lines.all.map { $0.suffix(12) }.first == "x a=1 b=2 c=3\n".suffix(12))
        #expect(lines.all.last?.hasSuffix("info  y\n") == true)
    }

    @Test(
        "times print as Python's datetime prints them",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_399_999_000_000, "2100-02-28T23:59:59.999Z"),
            (Int64.max, "2262-04-11T23:47:16.854Z"),
            (Int64.min, "1677-09-21T00:12:43.145Z"),
        ] as [(Int64, String)])
    func times(nanoseconds: Int64, text: String) {
        #expect(UTCTime(nanoseconds: nanoseconds).description == text)
    }

    @Test("every level has a name by which it is found")
    func levels() {
        for level in Log.Level.allCases { #expect(Log.Level(name: level.name) == level) }
        #expect(Log.Level(name: "loud") == nil)
    }

    @Test("a secret does not show itself, in whatever way it is printed")
    func secret() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump([secret], to: &dumped)
        let shown = ["\(secret)", "\([secret])", "\(Optional(secret) as Any)", dumped]
        for text in shown {
            #expect(!text.contains("hunter2"))
        }
        #expect("\(secret)" == "***")
        #expect(secret.revealed == "hunter2")
    }
}

private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func append(_ line: String) {
        lines.withLock { $0.append(line) }
    }
}
