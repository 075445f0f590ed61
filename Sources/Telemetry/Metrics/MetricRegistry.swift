internal import Synchronization

/// The metrics of a process, by name and labels, as Prometheus reads them.
///
/// A metric is asked for once and kept: asking again with the same name and labels gives the same
/// one. Names and labels' names are the program's own and are checked; labels' values may be any
/// text. A name has at most `seriesMax` sets of labels: all further ones share one whose values are
/// `overflow`, so that sums stay right and memory stays bounded, whoever gives the values.
public final class MetricRegistry: Sendable {
    /// A label's name and value.
    public typealias Label = (name: String, value: String)

    /// One of the three kinds.
    enum Series {
        case counter(Counter)
        case gauge(Gauge)
        case histogram(Histogram)
    }

    /// All metrics of a name.
    struct Family {
        let help: String
        let type: String
        /// By the labels as they are written, so that only the same bytes are the same labels.
        var series: [[UInt8]: Series] = [:]
    }

    private let families: Mutex<[String: Family]> = Mutex([:])
    private let seriesMax: Int

    /// Makes a registry without metrics.
    ///
    /// - Parameter seriesMax: the most sets of labels that a name has.
    public init(seriesMax: Int = 1000) {
        self.seriesMax = seriesMax
    }

    /// The counter of a name and labels; by convention its name ends in `_total`.
    public func counter(_ name: String, help: String, labels: [Label] = []) -> Counter {
        let made = series(name, help, "counter", labels) { .counter(Counter()) }
        guard case .counter(let counter) = made else { Self.mistake(name) }
        return counter
    }

    /// The gauge of a name and labels.
    public func gauge(_ name: String, help: String, labels: [Label] = []) -> Gauge {
        let made = series(name, help, "gauge", labels) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = made else { Self.mistake(name) }
        return gauge
    }

    /// The histogram of a name and labels.
    ///
    /// - Parameter bounds: its buckets' upper bounds, ascending and finite.
    public func histogram(
        _ name: String, help: String, labels: [Label] = [], bounds: [Double] = Histogram.seconds
    ) -> Histogram {
        precondition(
            zip(bounds, bounds.dropFirst()).allSatisfy(<) && bounds.allSatisfy(\.isFinite),
            "the bounds of \(name) do not ascend")
        precondition(labels.allSatisfy { $0.name != "le" }, "le is the histogram's own label")
        let made = series(name, help, "histogram", labels) {
            .histogram(Histogram(bounds: bounds))
        }
        guard case .histogram(let histogram) = made, histogram.bounds == bounds else {
            Self.mistake(name)
        }
        return histogram
    }

    /// All metrics in Prometheus' text format, in the order of names and labels.
    public func text() -> String {
        let families = families.withLock { $0 }
        var text = ExpositionText()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text.write(name, family)
        }
        return text.text
    }

    private func series(
        _ name: String, _ help: String, _ type: String, _ labels: [Label], make: () -> Series
    ) -> Series {
        precondition(ExpositionText.isName(name, colons: true), "\(name) is no metric's name")
        precondition(
            labels.allSatisfy { ExpositionText.isName($0.name, colons: false) }
                && Set(labels.map(\.name)).count == labels.count,
            "\(name) has labels that are none")
        return families.withLock { families in
            var key = ExpositionText.labels(labels)
            let known = families[name]
            if let known, known.type != type { Self.mistake(name) }
            if known?.series[key] == nil, known?.series.count ?? 0 >= seriesMax {
                key = ExpositionText.labels(labels.map { ($0.name, "overflow") })
            }
            if let found = known?.series[key] { return found }
            let made = make()
            families[name, default: Family(help: help, type: type)].series[key] = made
            return made
        }
    }

    private static func mistake(_ name: String) -> Never {
        preconditionFailure("\(name) was made as another kind of metric, or with other bounds")
    }
}
