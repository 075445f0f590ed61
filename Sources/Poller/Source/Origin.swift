/// Scheme, host and port: whom a URL asks (RFC 6454, section 4).
package struct Origin: Sendable, Hashable, CustomStringConvertible {
    /// Whether the connection is encrypted.
    package let isSecure: Bool
    /// The host, in lower case; IPv6 addresses in brackets.
    package let host: String
    /// The port.
    package let port: Int

    /// A URL taken apart.
    package struct Parts: Sendable, Equatable {
        /// Whom it asks.
        package let origin: Origin
        /// The path, with its slash; empty when there is none.
        package let path: String
        /// The query without the question mark; nil when there is none.
        package let query: String?
    }

    /// Takes an absolute URL apart.
    ///
    /// - Throws: when it is none of http or https, has a user, or characters that URLs have not.
    package static func parts(of url: String) throws(PollProblem) -> Parts {
        let isSecure = url.lowercased().hasPrefix("https://")
        guard isSecure || url.lowercased().hasPrefix("http://") else {
            throw PollProblem("a URL begins with https:// or http://")
        }
        guard url.utf8.count <= 16_384, url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw PollProblem(
                "a URL has characters that have to be percent-encoded, or is too long")
        }
        let rest = url.dropFirst(isSecure ? 8 : 7).prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else {
            throw PollProblem("a URL has a user or password: they belong under api.auth")
        }
        let (host, port) = try split(authority, isSecure: isSecure)
        let behind = rest.dropFirst(authority.count)
        let path = behind.prefix { $0 != "?" }
        let query = behind.dropFirst(path.count)
        return Parts(
            origin: Origin(isSecure: isSecure, host: host, port: port), path: String(path),
            query: query.isEmpty ? nil : String(query.dropFirst()))
    }

    /// The scheme, the host, and the port where it is not the scheme's own.
    package var description: String {
        let isUsual = port == (isSecure ? 443 : 80)
        return "\(isSecure ? "https" : "http")://\(host)\(isUsual ? "" : ":\(port)")"
    }

    /// The host and the port: whose budget is spent.
    package var authority: String { "\(host):\(port)" }

    private static func split(
        _ authority: Substring, isSecure: Bool
    ) throws(PollProblem) -> (host: String, port: Int) {
        var host = authority[...]
        var port = isSecure ? 443 : 80
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            host = authority[..<colon]
            let digits = authority[authority.index(after: colon)...]
            guard let number = Int(digits), (1...65_535).contains(number) else {
                throw PollProblem("a URL's port is a number from 1 to 65535")
            }
            port = number
        }
        let isHost = host.utf8.allSatisfy {
            (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0)
                || ".-_[]:".utf8.contains($0)
        }
        guard !host.isEmpty, isHost else { throw PollProblem("a URL has no host") }
        return (host.lowercased(), port)
    }
}
