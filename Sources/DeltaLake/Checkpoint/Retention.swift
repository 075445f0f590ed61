/// How long a table keeps what it no longer needs, by its properties.
package enum Retention {
    /// For how many milliseconds a removed file is remembered, and kept.
    static func ofRemovedFiles(_ configuration: [String: String]) -> Int64 {
        let week: Int64 = 7 * 86_400_000
        return configuration["delta.deletedFileRetentionDuration"].flatMap(milliseconds) ?? week
    }

    /// For how many milliseconds commits and old checkpoints are kept; nil where the table says
    /// something that is no time.
    static func ofLog(_ configuration: [String: String]) -> Int64? {
        guard let text = configuration["delta.logRetentionDuration"] else {
            return 30 * 86_400_000
        }
        return milliseconds(text)
    }

    /// The milliseconds of a text like `interval 7 days`; nil where it is no such text.
    package static func milliseconds(_ text: String) -> Int64? {
        var words = text.lowercased().split(separator: " ")
        if words.first == "interval" { words.removeFirst() }
        guard !words.isEmpty, words.count.isMultiple(of: 2) else { return nil }
        var total: Int64 = 0
        for index in stride(from: 0, to: words.count, by: 2) {
            guard let count = Int64(words[index]), count >= 0,
                let unit = units[
                    words[index + 1].last == "s" ? words[index + 1].dropLast() : words[index + 1]]
            else { return nil }
            let (product, overflowed) = count.multipliedReportingOverflow(by: unit)
            let (sum, carried) = total.addingReportingOverflow(product)
            if overflowed || carried { return nil }
            total = sum
        }
        return total
    }

    private static let units: [Substring: Int64] = [
        "week": 604_800_000, "day": 86_400_000, "hour": 3_600_000, "minute": 60_000,
        "second": 1000, "millisecond": 1,
    ]
}
