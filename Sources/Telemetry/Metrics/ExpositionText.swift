/// Prometheus' text format, version 0.0.4.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats
struct ExpositionText {
    private(set) var bytes: [UInt8] = []

    /// What was written.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes all metrics of a name: one group of lines, with `HELP` and `TYPE` first.
    mutating func write(_ name: String, _ family: MetricRegistry.Family) {
        append("# HELP \(name) ")
        bytes += Self.escaped(family.help, quotes: false)
        append("\n# TYPE \(name) \(family.type)\n")
        let series = family.series.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (labels, metric) in series {
            switch metric {
            case .counter(let counter): line(name, labels, counter.value)
            case .gauge(let gauge): line(name, labels, gauge.value)
            case .histogram(let histogram): write(name, labels, histogram)
            }
        }
    }

    private mutating func write(_ name: String, _ labels: [UInt8], _ histogram: Histogram) {
        let counts = histogram.cumulativeCounts
        for (bound, count) in zip(histogram.bounds + [.infinity], counts) {
            let own = labels + (labels.isEmpty ? [] : Array(",".utf8))
            line("\(name)_bucket", own + Array("le=\"\(Self.number(bound))\"".utf8), count)
        }
        line("\(name)_sum", labels, histogram.sum)
        line("\(name)_count", labels, counts.last ?? 0)
    }

    private mutating func line(_ name: String, _ labels: [UInt8], _ value: Double) {
        append(name)
        if !labels.isEmpty {
            append("{")
            bytes += labels
            append("}")
        }
        append(" \(Self.number(value))\n")
    }

    private mutating func append(_ text: String) { bytes += Array(text.utf8) }

    /// Labels as they stand between braces, by name.
    static func labels(_ labels: [MetricRegistry.Label]) -> [UInt8] {
        let written = labels.sorted { $0.name < $1.name }.map { label in
            Array("\(label.name)=\"".utf8) + escaped(label.value, quotes: true)
                + Array("\"".utf8)
        }
        return Array(written.joined(separator: Array(",".utf8)))
    }

    /// A text with a backslash before what would end it or its line.
    private static func escaped(_ text: String, quotes: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += Array(#"\\"#.utf8)
            case UInt8(ascii: "\n"): bytes += Array(#"\n"#.utf8)
            case UInt8(ascii: "\"") where quotes: bytes += Array(#"\""#.utf8)
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    /// A number as Go's `ParseFloat` reads it; whole ones without a point.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return "\(whole)" }
        return "\(value)"
    }

    /// Whether a text is a name: letters, digits and underscores, and no digit in front.
    static func isName(_ text: String, colons: Bool) -> Bool {
        !text.isEmpty
            && text.utf8.enumerated().allSatisfy { index, byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "_"):
                    true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
                case UInt8(ascii: ":"): colons
                default: false
                }
            }
    }
}
