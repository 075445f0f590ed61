/// What names may look like.
package enum NameRules {
    /// A pipeline's name: it becomes part of paths and of `appId`, which `/` divides.
    package static func isPipelineName(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...100).contains(bytes.count), let first = bytes.first else { return false }
        return isLetterOrDigit(first) && bytes.allSatisfy { isLetterOrDigit($0) || isJoiner($0) }
    }

    /// A topic's name, by Kafka's rules.
    static func isTopicName(_ text: String) -> Bool {
        (1...249).contains(text.utf8.count) && text != "." && text != ".."
            && text.utf8.allSatisfy { isLetterOrDigit($0) || isJoiner($0) }
    }

    /// A column's name: lower case, because readers of Delta tables do not tell cases apart.
    static func isColumnName(_ text: String) -> Bool {
        isWord(text, countMax: 128)
    }

    /// A rule's name or reason code.
    package static func isCode(_ text: String) -> Bool { isWord(text, countMax: 64) }

    /// A setting's name, as Kafka's clients and brokers have them.
    static func isSettingName(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLetterOrDigit($0) || isJoiner($0) }
    }

    /// A broker as `host:port`; IPv6 addresses stand in brackets.
    static func isBroker(_ text: String) -> Bool {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")), colon > text.startIndex,
            let port = IntegerText.parse(String(text[text.index(after: colon)...])),
            (1...65_535).contains(port)
        else { return false }
        return text[..<colon].utf8.allSatisfy { isLetterOrDigit($0) || ".-_:[]".utf8.contains($0) }
    }

    /// Whether a setting that takes any text is known to hold nothing that is to be kept secret.
    static func isHarmlessSetting(_ name: String) -> Bool { harmlessSettings.contains(name) }

    private static let harmlessSettings: Set<String> = [
        "broker.version.fallback", "client.id", "client.rack", "debug", "group.instance.id",
        "partition.assignment.strategy", "plugin.library.paths", "sasl.kerberos.keytab",
        "sasl.kerberos.principal", "sasl.kerberos.service.name", "sasl.mechanism",
        "sasl.mechanisms", "sasl.oauthbearer.client.id", "sasl.oauthbearer.scope",
        "sasl.username", "security.protocol", "ssl.ca.certificate.stores", "ssl.ca.location",
        "ssl.certificate.location", "ssl.cipher.suites", "ssl.crl.location", "ssl.curves.list",
        "ssl.engine.location", "ssl.key.location", "ssl.keystore.location", "ssl.providers",
        "ssl.sigalgs.list", "topic.blacklist",
    ]

    private static func isWord(_ text: String, countMax: Int) -> Bool {
        guard (1...countMax).contains(text.utf8.count), let first = text.utf8.first else {
            return false
        }
        return (0x61...0x7a).contains(first)
            && text.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func isJoiner(_ byte: UInt8) -> Bool { ".-_".utf8.contains(byte) }
}
