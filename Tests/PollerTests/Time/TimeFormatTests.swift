import Bytes
import Poller
import TestSupport
import Testing

/// Forms of times, exact to the nanosecond.
@Suite struct TimeFormatTests {
    @Test(
        "a text is read exactly in its form",
        arguments: [
            ("s", "1700000000", 1_700_000_000_000_000_000),
            ("s", "1700000000.123", 1_700_000_000_123_000_000),
            ("s", "1.7e9", 1_700_000_000_000_000_000),
            ("s", "-0.000000001", -1),
            ("ms", "1617901342969.796431", 1_617_901_342_969_796_431),
            ("us", "1617901342969796.431", 1_617_901_342_969_796_431),
            ("ns", "1617901342969796431", 1_617_901_342_969_796_431),
            ("ns", "9223372036854775807", Int64.max),
            ("rfc3339", "2026-01-05T14:30:00.5+01:00", time("2026-01-05T13:30:00.5Z")),
            ("date", "2026-01-05", time("2026-01-05T00:00:00Z")),
            ("%m/%d/%Y", "01/05/2026", time("2026-01-05T00:00:00Z")),
            ("%Y%m%dT%H%M%S.%f", "20260105T143000.25", time("2026-01-05T14:30:00.25Z")),
            ("%Y-%m-%dT%H:%M:%S%z", "2026-01-05T14:30:00-0500", time("2026-01-05T19:30:00Z")),
            ("%Y-%m-%dT%H:%M:%S%z", "2026-01-05T14:30:00Z", time("2026-01-05T14:30:00Z")),
            ("100%% %Y%m%d", "100% 20260105", time("2026-01-05T00:00:00Z")),
        ])
    func reading(form: String, text: String, nanoseconds: Int64) throws {
        #expect(try TimeFormat(form).nanoseconds(text) == nanoseconds)
    }

    @Test(
        "a text of another form is no time",
        arguments: [
            ("s", ""), ("s", "now"), ("s", "0x10"), ("s", "1e30"), ("s", "0.0000000001"),
            ("ns", "0.5"), ("ns", "9223372036854775808"), ("ms", "NaN"), ("s", "+5"),
            ("rfc3339", "2026-01-05"), ("rfc3339", "2026-02-30T00:00:00Z"), ("date", "2026-1-5"),
            ("date", "2026-02-29"), ("date", "2026-01-05 "), ("%Y-%m-%d %H:%M", "2026-01-05 24:00"),
            ("%Y-%m-%d", "9999-01-01"), ("%Y-%m-%d %H:%M", "2026-01-05 10:60"),
            ("%Y-%m-%d%z", "2026-01-05+"), ("%Y-%m-%d.%f", "2026-01-05.1234567890"),
            ("%Y", "2026"),
        ])
    func refusing(form: String, text: String) throws {
        #expect(try TimeFormat(form).nanoseconds(text) == nil)
    }

    @Test("every time that is written is read back, in every form and zone", arguments: 0..<40)
    func roundTrip(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let names = ["utc", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
        let zone = try zones.rules(of: names[random.next(below: names.count)])
        for form in ["s", "ms", "us", "ns", "rfc3339", "%Y-%m-%d %H:%M:%S.%f %z"] {
            let format = try TimeFormat(form)
            let time = Int64(bitPattern: random.next())
            #expect(format.nanoseconds(format.text(of: time, in: zone), in: zone) == time)
        }
        // Without an offset a local time is what clocks show, once the fold is left out.
        let plain = try TimeFormat("%Y-%m-%dT%H:%M:%S.%f")
        let time = Int64(bitPattern: random.next())
        let text = plain.text(of: time, in: zone)
        let read = try #require(plain.nanoseconds(text, in: zone))
        #expect(plain.text(of: read, in: zone) == text)
    }

    @Test("a form that is none is refused with the nearest")
    func badForms() {
        let problem = #expect(throws: PollProblem.self) { try TimeFormat("rfc3393") }
        #expect(problem?.description.contains("did you mean 'rfc3339'?") == true)
        for form in ["%y", "%", "%%", "%Y%q", String(repeating: "%Y", count: 100)] {
            #expect(throws: PollProblem.self) { try TimeFormat(form) }
        }
    }

    @Test("forms know whether they can be read and whether they need a zone")
    func needs() throws {
        #expect(try !TimeFormat("%Y-%m").isReadable)
        #expect(try TimeFormat("%Y-%m-%d").isReadable)
        #expect(try TimeFormat("%Y-%m-%d").needsZone && TimeFormat("date").needsZone)
        #expect(try !TimeFormat("%Y-%m-%d%z").needsZone && !TimeFormat("ms").needsZone)
    }
}
