import Bytes
import Connectors
import JSONColumns
import Pipeline

/// Which tables a lake must have, as the configuration says that it was made under.
package struct LedgerPlan: Sendable {
    /// The tables that a topic's lanes feed, RAW first, by topic.
    package var tables: [String: [String]]
    /// The tables that are made of SILVER's.
    package var gold: [String]

    /// Makes a plan of its parts.
    package init(tables: [String: [String]], gold: [String]) {
        self.tables = tables
        self.gold = gold
    }

    /// Reads the text of a configuration; nil where it is not the one of that digest.
    package init?(_ text: [UInt8], digest: String) {
        guard SHA256.hexDigest(of: String(decoding: text, as: UTF8.self)) == digest,
            let value = try? JSONValue(parsing: text), let topics = value["topics"]?.array
        else { return nil }
        tables = [:]
        var hasTicks = false
        for topic in topics {
            guard let name = topic["name"]?.string,
                let kind = topic["kind"]?.string.flatMap({ TopicKind(rawValue: $0) })
            else { return nil }
            tables[name] = TablePaths.lane(of: name, kind)
            hasTicks = hasTicks || kind == .ticks
        }
        let intervals = (value["bars"]?.array ?? []).map { $0["name"]?.string }
        gold = hasTicks && intervals.contains("1m") ? TablePaths.gold : []
    }
}
