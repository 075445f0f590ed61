import Bytes
import Synchronization

/// Takes secrets out of what is shown or recorded, in every spelling that exchanges hold them in.
///
/// Copies share what they know: a token that one of them learns is taken out by all.
public struct SecretRedaction: Sendable {
    /// What stands in the place of a secret.
    public static let mark = "***"

    /// The spellings in small letters by their first byte, the longest first.
    private final class Known: Sendable {
        let spellings = Mutex<[[[UInt8]]]>(Array(repeating: [], count: 256))
    }

    private let known = Known()

    /// Takes out these secrets; empty ones are none.
    public init(_ secrets: [String]) {
        for secret in secrets { learn(secret) }
    }

    /// Takes out another secret from now on, such as a token that was fetched.
    public func learn(_ secret: String) {
        guard !secret.isEmpty else { return }
        known.spellings.withLock { spellings in
            for text in Self.spellings(of: secret) {
                let spelling = text.utf8.map(Self.small)
                let first = Int(spelling[0])
                guard !spellings[first].contains(spelling) else { continue }
                spellings[first].append(spelling)
                spellings[first].sort { $0.count > $1.count }
            }
        }
    }

    /// The bytes without the secrets, whatever the case of their letters.
    public func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
        let spellings = known.spellings.withLock { $0 }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        // Secrets may overlap: where one ends, another may have begun.
        var end = 0
        for (index, byte) in bytes.enumerated() {
            let candidates = spellings[Int(Self.small(byte))]
            let found = candidates.first { Self.stands($0, in: bytes, at: index) }
            if let found {
                if index >= end { output += Array(Self.mark.utf8) }
                end = max(end, index + found.count)
            } else if index >= end {
                output.append(byte)
            }
        }
        return output
    }

    /// The text without the secrets.
    public func callAsFunction(_ text: String) -> String {
        String(decoding: self(Array(text.utf8)), as: UTF8.self)
    }

    /// A secret as it is, within a URL, within a form, within JSON, alone in base64, and, where it
    /// was given percent-encoded, as others decode it.
    private static func spellings(of secret: String) -> [String] {
        let encoded = TemplatePlace.percentEncoded(secret)
        let json = (try? TemplatePlace.json.written(secret, of: "")) ?? secret
        return [
            encoded, encoded.replacing("%20", with: "+"), secret, json,
            json.replacing("/", with: "\\/"), Base64.text(of: Array(secret.utf8)),
            String(decoding: PercentEncoding.decoded(secret[...]), as: UTF8.self),
        ].filter { !$0.isEmpty }
    }

    private static func stands(_ spelling: [UInt8], in bytes: [UInt8], at start: Int) -> Bool {
        guard bytes.count - start >= spelling.count else { return false }
        return spelling.indices.allSatisfy { small(bytes[start + $0]) == spelling[$0] }
    }

    /// Hosts are written in small letters, escapes in either, and filters change letters.
    private static func small(_ byte: UInt8) -> UInt8 {
        (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
    }
}
