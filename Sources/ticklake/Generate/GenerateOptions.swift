import ArgumentParsing
import Kafka
import Platform
import Synthetic

/// The options of `generate`.
struct GenerateOptions: Sendable {
    private enum Compression: String, ArgumentChoice {
        case none, lz4, zstd, snappy, gzip
    }

    /// The pipeline file.
    let path: String
    /// Records a second; nil for as many as the brokers take.
    let rate: Int?
    /// How batches are compressed; nil leaves it to the pipeline file, and then to LZ4.
    let compression: String?
    /// Whether ticks are sent.
    let sendsTicks: Bool
    /// Whether metadata is sent.
    let sendsMetadata: Bool
    /// Whether the result is JSON.
    let json: Bool
    private let parameters: FeedParameters
    private let speed: Double?
    private let isLive: Bool

    /// Declares them.
    init(_ a: Arguments) {
        path = a.argument("CONFIG", "the pipeline file", completion: .files)
        var parameters = FeedParameters()
        let limit = FeedParameters.ticksMax
        parameters.ticks = a.option("ticks", "N", "how many ticks", default: 1_000_000)
        a.expect((0...limit).contains(parameters.ticks), "--ticks is 0 to \(limit)")
        parameters.seed = a.option("seed", "S", "the seed of everything random", default: 1)
        parameters.faultsPerMillion = Self.perMillion(a, "faults", "ticks with a fault", 0, 50)
        parameters.disorderPerMillion = Self.perMillion(
            a, "disorder", "ticks that come up to five seconds late", 1, 100)
        parameters.symbols = a.option("symbols", "N", "how many symbols trade", default: 500)
        a.expect((1...100_000).contains(parameters.symbols), "--symbols is 1 to 100000")
        parameters.sessions = a.option(
            "sessions", "N", "spreads the ticks over so many trading days", default: 1)
        a.expect((1...1_000).contains(parameters.sessions), "--sessions is 1 to 1000")
        rate = a.option("rate", "R", "ticks a second; as fast as it goes without", as: Int.self)
        a.expect((1...10_000_000).contains(rate ?? 1), "--rate is 1 to 10000000")
        speed = a.option(
            "speed", "X", "event time goes on X times as fast as the clock; needs --rate",
            as: Double.self)
        a.expect((0.001...100_000).contains(speed ?? 1), "--speed is 0.001 to 100000")
        isLive = a.flag("live", "event times are the clock's; needs --rate")
        a.expect(rate != nil || !isLive && speed == nil, "--speed and --live need --rate")
        a.expect(!isLive || speed == nil, "--live and --speed exclude each other")
        a.expect(
            parameters.sessions == 1 || !isLive && speed == nil,
            "--sessions is for ticks without --speed and --live")
        compression =
            a.option(
                "compression", "CODEC", "how batches are compressed; lz4 where CONFIG does not say",
                as: Compression.self)?.rawValue
        let ticksOnly = a.flag("ticks-only", "sends no metadata")
        let metadataOnly = a.flag("metadata-only", "sends no ticks")
        a.expect(!ticksOnly || !metadataOnly, "--ticks-only and --metadata-only leave nothing")
        sendsTicks = !metadataOnly
        sendsMetadata = !ticksOnly
        json = a.flag("json", "prints the result as JSON")
        self.parameters = parameters
    }

    private static func perMillion(
        _ a: Arguments, _ name: String, _ help: String, _ value: Double, _ limit: Double
    ) -> Int {
        let percent = a.option(name, "PCT", "\(help), in percent", default: value)
        a.expect((0...limit).contains(percent), "--\(name) is 0 to \(Int(limit))")
        return Int((min(max(percent, 0), limit) * 10_000).rounded())
    }

    /// What the feed is made of.
    ///
    /// - Parameter now: the first event time of a live feed, in nanoseconds since the epoch.
    func feed(now: Int64) -> FeedParameters {
        var parameters = parameters
        if let rate, isLive {
            parameters.pace(rate: rate, speed: 1, start: now)
        } else if let rate, let speed {
            parameters.pace(rate: rate, speed: speed)
        }
        return parameters
    }

    /// How the producer sends.
    func producer(_ client: KafkaClientConfiguration) -> KafkaProducerConfiguration {
        var client = client
        // The pipeline file's properties stand; what the call says comes after them.
        if let compression { client.properties.append(.init("compression.codec", compression)) }
        return KafkaProducerConfiguration(
            client: client, compression: .lz4, lingerMilliseconds: 20,
            queuedRecordsMax: 400_000, queuedBytesMax: 128 << 20)
    }
}
