package import HTTPTransfer

/// An absolute URL taken apart: whom it asks, and what.
struct SourceURL {
    /// Whom it asks.
    let origin: HTTPOrigin
    /// The path, with its slash; empty when there is none.
    let path: String
    /// The query without the question mark; nil when there is none.
    let query: String?

    /// Takes a URL apart.
    ///
    /// - Throws: when it is none of http or https, or has a user.
    init(_ url: String) throws(PollProblem) {
        do throws(HTTPFailure) {
            origin = try HTTPOrigin(of: url)
        } catch {
            throw PollProblem(error.description)
        }
        let authority = url.drop { $0 != ":" }.dropFirst(3)
        let rest = authority.drop { $0 != "/" && $0 != "?" && $0 != "#" }.prefix { $0 != "#" }
        path = String(rest.prefix { $0 != "?" })
        let behind = rest.dropFirst(path.count)
        query = behind.isEmpty ? nil : String(behind.dropFirst())
    }
}

extension HTTPOrigin {
    /// The beginning of its URLs: the port only where it is not the scheme's own.
    package var urlText: String {
        let isUsual = port == (scheme == "https" ? "443" : "80")
        return "\(scheme)://\(host)\(isUsual ? "" : ":\(port)")"
    }
}
