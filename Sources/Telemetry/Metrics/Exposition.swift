/// The text format of Prometheus, version 0.0.4.
enum Exposition {
    static func text(of families: [Metrics.Family]) -> String {
        var text = ""
        for family in families {
            text += "# HELP \(family.name) \(escaped(family.help, quote: false))\n"
            text += "# TYPE \(family.name) \(family.type)\n"
            for (labels, instrument) in family.members {
                append(instrument, named: family.name, labels: labels, to: &text)
            }
        }
        return text
    }

    private typealias Labels = [(name: String, value: String)]

    private static func append(
        _ instrument: Metrics.Instrument, named name: String, labels: Labels,
        to text: inout String
    ) {
        switch instrument {
        case .counter(let counter):
            text += "\(name)\(braced(labels)) \(counter.value)\n"
        case .gauge(let gauge):
            text += "\(name)\(braced(labels)) \(number(gauge.value))\n"
        case .computed(let value):
            text += "\(name)\(braced(labels)) \(number(value()))\n"
        case .histogram(let histogram):
            append(histogram.snapshot, named: name, labels: labels, to: &text)
        }
    }

    private static func append(
        _ histogram: Histogram.Snapshot, named name: String, labels: Labels,
        to text: inout String
    ) {
        var upTo: UInt64 = 0
        for (bound, count) in zip(histogram.bounds + [.infinity], histogram.counts) {
            upTo += count
            let all = labels + [(name: "le", value: number(bound))]
            text += "\(name)_bucket\(braced(all)) \(upTo)\n"
        }
        text += "\(name)_sum\(braced(labels)) \(number(histogram.sum))\n"
        text += "\(name)_count\(braced(labels)) \(upTo)\n"
    }

    private static func braced(_ labels: Labels) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { "\($0.name)=\"\(escaped($0.value, quote: true))\"" }
        return "{\(pairs.joined(separator: ","))}"
    }

    private static func number(_ value: Double) -> String {
        switch value {
        case .infinity: "+Inf"
        case -.infinity: "-Inf"
        case _ where value.isNaN: "NaN"
        default: "\(value)"
        }
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// True for `[a-zA-Z_][a-zA-Z0-9_]*`, with colons for metrics.
    static func isName(_ name: String, colon: Bool) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x5F: true
            case 0x3A: colon
            default: false
            }
        }
    }
}
