internal import Synchronization

/// Where a refresh token is kept that its vendor replaces each time it is used.
package protocol RefreshTokenStore: Sendable {
    /// The newest token; nil where none was written yet.
    func read() throws(PollProblem) -> String?

    /// Replaces it; when this returns, the token is safe.
    func write(_ token: String) throws(PollProblem)
}

/// Keeps a refresh token as long as the process lives.
package final class TokenMemory: RefreshTokenStore {
    private let token = Mutex<String?>(nil)

    /// Begins without one.
    package init() {}

    /// The newest token.
    package func read() -> String? { token.withLock { $0 } }

    /// Replaces it.
    package func write(_ token: String) { self.token.withLock { $0 = token } }
}

extension OAuth2Plan {
    /// The token that the bytes of a file hold; nil where they are no single line of text.
    package static func refreshToken(inFile bytes: [UInt8]) -> String? {
        let token = bytes.prefix { $0 > 0x20 && $0 < 0x7f }
        let rest = bytes.dropFirst(token.count)
        guard !token.isEmpty, rest.allSatisfy({ [0x20, 0x0a, 0x0d].contains($0) }) else {
            return nil
        }
        return String(decoding: token, as: UTF8.self)
    }
}
