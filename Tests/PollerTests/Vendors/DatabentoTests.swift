import HTTPTransfer
import JSONColumns
import Poller
import Testing

@Suite struct DatabentoTests {
    static let source = VendorSource(
        name: "databento-trades", changes: [], now: "2026-01-05T14:48:00Z", lookback: 1,
        asked: { query($0.encoded, $1.encoded) },
        good: csv([
            line("14:30:00.000000001", "10.250000000", "3", "77"),
            line("14:31:00.000000002", "10.5", "1", "78"),
        ]),
        records: [
            record("14:30:00.000000001", "10.25", "3", "77"),
            record("14:31:00.000000002", "10.5", "1", "78"),
        ],
        identity: { value in
            [value["ts"]?.string.map { "\(time($0))" }, value["trade_id"]?.string]
                .compactMap(\.self)
        })

    private static func query(_ start: String, _ end: String) -> String {
        "POST /v0/timeseries.get_range dataset=XNAS.ITCH&schema=trades&symbols=ZVZZT"
            + "&start=\(start)&end=\(end)&encoding=csv&pretty_px=true&pretty_ts=true"
            + "&map_symbols=true"
    }

    private static let names =
        "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,"
        + "ts_in_delta,sequence,symbol"

    private static func csv(_ lines: [String]) -> HTTPResponse {
        HTTPResponse(
            status: 200, headers: [HTTPHeader("Content-Type", "text/csv")],
            body: Array(([names] + lines).map { $0 + "\n" }.joined().utf8))
    }

    /// A trade; it is received 165 microseconds after it happened, unless said otherwise.
    private static func line(
        _ event: String, _ price: String, _ size: String, _ sequence: String,
        received: String = "14:30:00.000165000"
    ) -> String {
        "2026-01-05T\(received)Z,2026-01-05T\(event)Z,0,2,11,T,A,0,\(price),\(size),130,165000,"
            + "\(sequence),ZVZZT"
    }

    private static func record(
        _ event: String, _ price: String, _ size: String, _ sequence: String
    ) -> String {
        """
        {"symbol":"ZVZZT","price":\(price),"size":\(size),"ts":"2026-01-05T\(event)Z",\
        "exchange":"XNAS","trade_id":"\(sequence)","sequence":\(sequence),"currency":"USD"}
        """
    }

    @Test("the vendor cuts by the time of receipt: a trade on the edge is in one of two answers")
    func edge() throws {
        let edge = Self.line(
            "14:32:59.999999999", "11", "2", "79", received: "14:33:00.000164999")
        let scene = try VendorScene(
            Self.source,
            [
                Step("end=2026-01-05T14%3A33%3A00Z", Self.source.good),
                Step("end=2026-01-05T14%3A34%3A00Z", Self.csv([edge])),
            ])
        try scene.poll()
        try scene.poll(after: 60)
        #expect(
            scene.requests == [
                Self.query("2026-01-05T14%3A30%3A00Z", "2026-01-05T14%3A33%3A00Z"),
                Self.query("2026-01-05T14%3A32%3A00Z", "2026-01-05T14%3A34%3A00Z"),
            ])
        let last = Self.record("14:32:59.999999999", "11", "2", "79")
        try scene.expectSent(
            Self.source, Self.source.records + [last], until: "2026-01-05T14:34:00Z", heartbeats: 1)
        let key = scene.vendor.requests[0].headers.first { $0.name == "Authorization" }
        #expect(key?.value == "Basic c2VjcmV0LW9mLURBVEFCRU5UT19BUElfS0VZOg==")
    }

    @Test("trades that come again are not sent twice; a number of another time is another trade")
    func overlap() throws {
        let trade = Self.line("14:32:30.000000000", "11", "2", "79")
        let other = Self.line("14:32:31.000000000", "11", "2", "79")
        let scene = try VendorScene(
            Self.source,
            [
                Step("end=2026-01-05T14%3A33", Self.csv([trade, trade])),
                Step("end=2026-01-05T14%3A34", Self.csv([trade, other])),
            ])
        try scene.poll()
        #expect(scene.report.known == 1)
        try scene.restart()
        try scene.poll(after: 60)
        #expect(scene.report.known == 1)
        #expect(
            scene.records["ZVZZT"] == [
                Self.record("14:32:30.000000000", "11", "2", "79"),
                Self.record("14:32:31.000000000", "11", "2", "79"),
            ])
    }

    @Test("names without lines are no trades; anything but these names is a problem")
    func empty() throws {
        let scene = try VendorScene(Self.source, [Step("", Self.csv([]))])
        #expect(try scene.poll() == .caughtUp)
        try scene.expectEmpty(Self.source)
        for text in ["", "a page of something else", #"{"detail":"try later"}"#] {
            let strange = try VendorScene(
                Self.source, [Step("", HTTPResponse(status: 200, body: Array(text.utf8)))])
            #expect(try strange.poll() == .caughtUp)
            try strange.expectFailure(
                Self.source,
                "the first line of the answer does not name 'symbol': the vendor answered with"
                    + " something else, or calls it otherwise", retries: 5)
        }
    }

    @Test("one line that is wrong is counted, and the others go on")
    func line() throws {
        let lines = ["1,2,3", Self.line("14:30:01.000000000", "NaN", "1", "80")]
        let good = Self.line("14:30:02.000000000", "11", "2", "81")
        let scene = try VendorScene(Self.source, [Step("", Self.csv(lines + [good]))])
        #expect(try scene.poll() == .caughtUp)
        #expect(scene.report.counts.problems.counts == [.malformed: 1, .wrongType: 1])
        try scene.expectSent(Self.source, [Self.record("14:30:02.000000000", "11", "2", "81")])
    }

    @Test("a range that is not there yet fails the symbol, and is asked for again")
    func errors() throws {
        let range = try VendorScene(
            Self.source, [Step("", #"{"detail":{"case":"data_end_after"}}"#, status: 422)])
        #expect(try range.poll() == .caughtUp)
        try range.expectFailure(Self.source, "status 422")
    }
}
