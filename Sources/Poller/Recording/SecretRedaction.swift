import Bytes
import Synchronization

/// Takes secrets out of what is shown or recorded, in every spelling that exchanges hold them in.
///
/// Copies share what they know: a token that one of them learns is taken out by all.
public struct SecretRedaction: Sendable {
    /// What stands in the place of a secret.
    public static let mark = "***"

    private struct State: Sendable {
        var secrets: [String] = []
        /// The newest last.
        var tokens: [String] = []
        /// The spellings in small letters by their first byte, the longest first.
        var spellings: [[[UInt8]]] = Array(repeating: [], count: 256)
    }

    private final class Known: Sendable {
        let state = Mutex(State())
    }

    /// How many of a source's tokens are remembered, the newest.
    ///
    /// Those before them were replaced that often since, and nobody shows them any more: a poller
    /// that runs for a year would else know thousands.
    public static let tokensMax = 64

    private let known = Known()

    /// Takes out these secrets; empty ones are none.
    public init(_ secrets: [String]) {
        known.state.withLock { state in
            for secret in secrets where !secret.isEmpty {
                state.secrets.append(secret)
                Self.add(secret, to: &state.spellings)
            }
        }
    }

    /// Takes out a token, too, which was fetched, until `tokensMax` others were remembered.
    public func remember(_ token: String) {
        guard !token.isEmpty else { return }
        known.state.withLock { state in
            let isNewest = state.tokens.last?.utf8.elementsEqual(token.utf8) ?? false
            guard !isNewest else { return }
            state.tokens.removeAll { $0.utf8.elementsEqual(token.utf8) }
            state.tokens.append(token)
            guard state.tokens.count > Self.tokensMax else {
                return Self.add(token, to: &state.spellings)
            }
            state.tokens.removeFirst()
            // A secret may be spelled as the token that is forgotten.
            state.spellings = Array(repeating: [], count: 256)
            for text in state.secrets + state.tokens { Self.add(text, to: &state.spellings) }
        }
    }

    private static func add(_ secret: String, to spellings: inout [[[UInt8]]]) {
        for text in Self.spellings(of: secret) {
            let spelling = text.utf8.map(small)
            let first = Int(spelling[0])
            guard !spellings[first].contains(spelling) else { continue }
            spellings[first].append(spelling)
            spellings[first].sort { $0.count > $1.count }
        }
    }

    /// The bytes without the secrets, whatever the case of their letters.
    public func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
        let spellings = known.state.withLock { $0.spellings }
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
