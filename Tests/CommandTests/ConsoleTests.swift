import Testing
import ticklake

@Suite struct ConsoleTests {
    @Test("a table aligns its columns, and control characters cannot break it")
    func table() {
        var table = TextTable(["symbol", "rows", "note"], right: ["rows"])
        table.append(["AAPL", "1,234", "x"])
        table.append(["MS\n\u{1B}[31m", "7", ""])
        #expect(
            table.text == #"""
                symbol              rows  note
                -----------------  -----  ----
                AAPL               1,234  x
                MS\u{a}\u{1b}[31m      7

                """#)
    }

    @Test(
        "counts have commas",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"),
            (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func counts(value: Int, text: String) {
        #expect(Readable.count(value) == text)
    }

    @Test("a rate is per second, and nothing in no time")
    func rates() {
        #expect(Readable.rate(612_345, nanoseconds: 1_000_000_000) == "612,345 rows/s")
        #expect(Readable.rate(10, nanoseconds: 2_500_000_000, unit: "ticks") == "4 ticks/s")
        #expect(Readable.rate(10, nanoseconds: 0) == "- rows/s")
    }

    @Test(
        "bytes have binary units",
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1_572_864, "1.5 MiB"),
            (Int.max, "8192.0 PiB"),
        ])
    func bytes(value: Int, text: String) {
        #expect(Readable.bytes(value) == text)
    }

    @Test(
        "time spans have the unit that suits them",
        arguments: [
            (850_000, "850 us"), (12_340_000, "12.3 ms"), (4_200_000_000, "4.2 s"),
            (200_000_000_000, "3 min 20 s"), (7_260_000_000_000, "2 h 1 min"),
        ] as [(Int64, String)])
    func durations(nanoseconds: Int64, text: String) {
        #expect(Readable.duration(nanoseconds: nanoseconds) == text)
    }

    @Test(
        "numbers are rounded to the digits asked for",
        arguments: [
            (0.05, 1, "0.1"), (-0.05, 2, "-0.05"), (12, 2, "12.00"), (1.995, 0, "2"),
            (.infinity, 1, "inf"),
        ] as [(Double, Int, String)])
    func fixed(value: Double, digits: Int, text: String) {
        #expect(Readable.fixed(value, digits: digits) == text)
    }

    @Test("an error is one line, whatever its cause says")
    func errors() {
        let error = CommandError(
            .unavailable, "no broker answers", why: "refused\nat 127.0.0.1", advice: "start one")
        #expect(error.message == "no broker answers. refused at 127.0.0.1. start one")
        #expect(error.exitCode.rawValue == 69)
    }
}
