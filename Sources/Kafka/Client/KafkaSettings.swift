internal import CRDKafka
private import Glibc

/// The settings that the librdkafka of this machine knows, and what it says of a value.
public struct KafkaSettings: Sendable {
    /// A setting that a configuration file can give.
    public struct Setting: Sendable, Equatable {
        /// The name, as in `sasl.mechanism`.
        public let name: String
        /// The values it takes, as `1 .. 1000` or words with commas; empty for any text.
        public let range: String
        /// Whether it takes any text, as a secret is; else numbers or a few words only.
        public let isText: Bool
    }

    /// What librdkafka says of a value.
    public enum Verdict: Sendable, Equatable {
        /// It takes it.
        case taken
        /// It has no such setting, or none that a file can give.
        case unknown
        /// It does not take this value of the setting.
        case refused
    }

    /// The settings in librdkafka's order; a name may be there twice, for clients and for topics.
    public let all: [Setting]

    /// Asks librdkafka.
    public init() {
        all = Self.table().split(separator: "\n").compactMap { Self.setting(in: $0) }
    }

    /// The first setting of a name.
    public func setting(_ name: String) -> Setting? {
        all.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// Tries a value on a configuration that nothing else uses.
    public func verdict(on value: String, of name: String) -> Verdict {
        let configuration = unsafe rd_kafka_conf_new()
        defer { unsafe rd_kafka_conf_destroy(configuration) }
        switch unsafe rd_kafka_conf_set(configuration, name, value, nil, 0) {
        case RD_KAFKA_CONF_OK: return .taken
        case RD_KAFKA_CONF_UNKNOWN: return .unknown
        default: return setting(name) == nil ? .unknown : .refused
        }
    }

    /// librdkafka's own table of its settings, which it only writes to files.
    private static func table() -> String {
        var text: UnsafeMutablePointer<CChar>?
        var length = 0
        guard let stream = unsafe open_memstream(&text, &length) else { return "" }
        unsafe rd_kafka_conf_properties_show(stream)
        unsafe fclose(stream)
        defer { unsafe free(text) }
        return unsafe Kafka.text(text)
    }

    /// Reads a row: name, C/P, range, default, importance, description with the type at its end.
    private static func setting(in row: Substring) -> Setting? {
        let cells = row.split(separator: "|", omittingEmptySubsequences: false)
        guard cells.count >= 6, !row.hasPrefix("Property"), !row.hasPrefix("---") else {
            return nil
        }
        // What is set through calls alone is none of a file's settings.
        guard !row.hasSuffix("*Type: see dedicated API*") else { return nil }
        let isText = ["string*", "pattern list*"].contains { row.hasSuffix("*Type: \($0)") }
        return Setting(name: trimmed(cells[0]), range: trimmed(cells[2]), isText: isText)
    }

    private static func trimmed(_ cell: Substring) -> String {
        let start = cell.drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
