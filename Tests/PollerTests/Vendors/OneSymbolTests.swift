import HTTPTransfer
import Poller
import Testing

/// What a vendor refuses of one symbol is not refused of the others.
@Suite struct OneSymbolTests {
    /// A vendor's word that something cannot be had.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let source: VendorSource
        let status: Int
        let body: String
        /// What is told of it.
        let reason: String

        init(_ source: VendorSource, _ status: Int, _ body: String, _ reason: String) {
            self.source = source
            self.status = status
            self.body = body
            self.reason = reason
        }

        var testDescription: String { "\(source.name) \(status) \(body)" }
    }

    private static let upgrade =
        "the plan does not include this symbol. take it out of partitions, or upgrade the plan"

    static let symbols = [
        Refusal(
            AlpacaTests.source, 403, #"{"message":"OTC is not part of it"}"#,
            "the subscription does not include this symbol. take it out of partitions, or"
                + " subscribe"),
        Refusal(
            AlpacaTests.source, 400, #"{"message":"invalid symbol"}"#,
            "status 400: 'invalid symbol'"),
        Refusal(
            AlphaVantageTests.source, 200, #"{"Error Message":"Invalid API call."}"#,
            "status 200: 'Invalid API call.'"),
        Refusal(
            BinanceTests.source, 400, #"{"code":-1121,"msg":"Invalid symbol."}"#,
            "the vendor knows no such symbol"),
        Refusal(
            CoinbaseTests.source, 404, #"{"message":"NotFound"}"#,
            "the vendor knows no such product"),
        Refusal(
            DatabentoTests.source, 403, #"{"detail":{"case":"license_not_found"}}"#,
            "no license covers this. take the symbol out of partitions, set cursor.settle to 25h,"
                + " or buy one"),
        Refusal(
            FinnhubTests.source, 403, #"{"error":"You don't have access to this resource."}"#,
            upgrade),
        Refusal(
            FinnhubTests.source, 401, #"{"error":"You don't have access to this resource."}"#,
            upgrade),
        Refusal(
            MassiveTests.source, 403, #"{"status":"NOT_AUTHORIZED","message":"upgrade"}"#,
            "the plan does not include this symbol at this time. take it out of partitions, set"
                + " cursor.settle to the plan's delay, begin later with ticklake poll state set, or"
                + " upgrade it"),
        Refusal(TiingoTests.source, 403, #"{"detail":"no permission"}"#, upgrade),
        Refusal(
            TiingoTests.source, 404, #"{"detail":"Not found."}"#,
            "the vendor knows no such symbol"),
        Refusal(
            TwelveDataTests.source, 200,
            #"{"code":403,"message":"available with the Pro plan","status":"error"}"#, upgrade),
        Refusal(
            TwelveDataTests.source, 404,
            #"{"code":404,"message":"available with the Grow plan","status":"error"}"#,
            "status 404: 'available with the Grow plan'"),
        Refusal(
            YahooTests.source, 404,
            #"{"chart":{"result":null,"error":{"code":"Not Found","description":"delisted"}}}"#,
            "the vendor knows no such symbol"),
    ]

    @Test("a symbol that is refused fails alone, and is asked for again", arguments: symbols)
    func symbol(refusal: Refusal) throws {
        let source = refusal.source
        let scene = try VendorScene(
            source, changing: [.init("[ZVZZT]", "[ZXZZT, ZVZZT]")]
        ) { request, _ in
            let body = request.body.map { String(decoding: $0, as: UTF8.self) } ?? ""
            guard (request.url + body).contains("ZXZZT") else { return .success(source.good) }
            return .success(.json(refusal.body, status: refusal.status))
        }
        for polls in 1...2 {
            #expect(try scene.poll() == .caughtUp)
            #expect(scene.records == ["ZVZZT": source.records])
            var state = try source.state(of: source.records, heartbeats: Int64(polls - 1))
            state.partitions["symbol=ZXZZT"] = PartitionState(time: time(VendorSource.start))
            state.partitions["symbol=ZXZZT"]?.trouble = .init(
                since: time(source.now), polls: polls, reason: refusal.reason)
            try scene.expectState(state)
        }
    }

    static let keys = [
        Refusal(
            AlpacaTests.source, 401, #"{"message":"unauthorized."}"#, "check both keys"),
        Refusal(
            AlphaVantageTests.source, 200,
            #"{"Error Message":"the parameter apikey is invalid or missing."}"#,
            "status 200: 'the parameter apikey is invalid or missing.'"),
        Refusal(
            DatabentoTests.source, 401, #"{"detail":"Authentication failed."}"#,
            "status 401: 'Authentication failed.'"),
        Refusal(
            FinnhubTests.source, 401, #"{"error":"Invalid API key"}"#,
            "status 401: 'Invalid API key'"),
        Refusal(
            MassiveTests.source, 401, #"{"status":"ERROR","error":"Unknown API Key"}"#,
            "status 401: 'Unknown API Key'"),
        Refusal(
            MassiveTickerTests.source, 401, #"{"status":"ERROR","error":"Unknown API Key"}"#,
            "status 401: 'Unknown API Key'"),
        Refusal(
            TiingoTests.source, 401, #"{"detail":"Invalid token."}"#,
            "status 401: 'Invalid token.'"),
        Refusal(
            TwelveDataTests.source, 200,
            #"{"code":401,"message":"apikey is incorrect","status":"error"}"#,
            "status 200: 'apikey is incorrect'"),
    ]

    @Test("a key that is not good stops the source, and moves nothing", arguments: keys)
    func key(refusal: Refusal) throws {
        let source = refusal.source
        let scene = try VendorScene(
            source, [Step("", refusal.body, status: refusal.status), Step("", source.good)])
        #expect(try scene.poll() == .sourceStopped(reason: refusal.reason))
        #expect(scene.requests == [source.request])
        #expect(scene.records.isEmpty)
        #expect(scene.times[source.partition] ?? VendorSource.start == VendorSource.start)
        #expect(scene.troubles.isEmpty)
    }
}
