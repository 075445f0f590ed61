import Synchronization

/// The metrics of a process, by name and labels, and their text for Prometheus.
public final class Metrics: Sendable {
    /// What tells the metrics of one name apart.
    public typealias Labels = KeyValuePairs<String, String>

    enum Instrument: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case computed(@Sendable () -> Double)
        case histogram(Histogram)

        var type: String {
            switch self {
            case .counter: "counter"
            case .gauge, .computed: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    struct Family: Sendable {
        let name: String
        let help: String
        let type: String
        var members: [(labels: [(name: String, value: String)], instrument: Instrument)]
    }

    private let families = Mutex<[Family]>([])

    /// No metrics yet.
    public init() {}

    /// The counter of that name and labels, made at the first call; its name ends in `_total`.
    public func counter(_ name: String, _ help: String, _ labels: Labels = [:]) -> Counter {
        let made = register(name, help, labels, .counter(Counter()))
        guard case .counter(let counter) = made else { mismatch(name) }
        return counter
    }

    /// The gauge of that name and labels, made at the first call.
    public func gauge(_ name: String, _ help: String, _ labels: Labels = [:]) -> Gauge {
        let made = register(name, help, labels, .gauge(Gauge()))
        guard case .gauge(let gauge) = made else { mismatch(name) }
        return gauge
    }

    /// A gauge that is computed when someone looks.
    public func gauge(
        _ name: String, _ help: String, _ labels: Labels = [:],
        computed: @escaping @Sendable () -> Double
    ) {
        _ = register(name, help, labels, .computed(computed))
    }

    /// The histogram of that name and labels, made at the first call with those bounds.
    public func histogram(
        _ name: String, _ help: String, _ labels: Labels = [:],
        bounds: [Double] = Histogram.durationBounds
    ) -> Histogram {
        let made = register(name, help, labels, .histogram(Histogram(bounds: bounds)))
        guard case .histogram(let histogram) = made else { mismatch(name) }
        return histogram
    }

    /// All metrics in the text format that Prometheus reads, families by name.
    public func exposition() -> String {
        Exposition.text(of: families.withLock { $0 }.sorted { $0.name < $1.name })
    }

    /// Keeps the instrument, or returns the one that has its name and labels.
    private func register(
        _ name: String, _ help: String, _ labels: Labels, _ new: Instrument
    ) -> Instrument {
        precondition(Exposition.isName(name, colon: true), "`\(name)` is no name of a metric")
        for (label, _) in labels {
            precondition(Exposition.isName(label, colon: false), "`\(label)` is no name of a label")
        }
        let key = labels.map { (name: $0.key, value: $0.value) }
        return families.withLock { families in
            guard let family = families.firstIndex(where: { $0.name == name }) else {
                families.append(
                    Family(name: name, help: help, type: new.type, members: [(key, new)]))
                return new
            }
            precondition(families[family].type == new.type, "`\(name)` has two types")
            let existing = families[family].members.first { member in
                member.labels.elementsEqual(key, by: ==)
            }
            if let existing { return existing.instrument }
            families[family].members.append((key, new))
            return new
        }
    }

    private func mismatch(_ name: String) -> Never {
        preconditionFailure("`\(name)` is declared both computed and set")
    }
}
