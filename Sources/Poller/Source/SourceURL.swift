package import HTTPTransfer

/// An absolute URL taken apart: whom it asks, and what.
struct SourceURL {
    /// Whom it asks.
    let origin: HTTPOrigin
    /// The path, with its slash; empty when there is none.
    let path: String
    /// The query without the question mark; nil when there is none.
    let query: String?

    private init(origin: HTTPOrigin, path: String, query: String?) {
        self.origin = origin
        self.path = path
        self.query = query
    }

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

    /// The URL that a reference in an answer from this one leads to (RFC 3986, section 5.2).
    ///
    /// - Throws: when the reference has a scheme, or an authority, that cannot be asked.
    func resolving(_ reference: String) throws(PollProblem) -> SourceURL {
        let text = reference.prefix { $0 != "#" }
        let scheme = text.prefix { !":/?".contains($0) }
        if text.dropFirst(scheme.count).first == ":" { return try SourceURL(reference) }
        if text.hasPrefix("//") { return try SourceURL("\(origin.scheme):\(reference)") }
        let name = String(text.prefix { $0 != "?" })
        let behind = text.dropFirst(name.count)
        let query = behind.isEmpty ? nil : String(behind.dropFirst())
        if name.isEmpty {
            return SourceURL(origin: origin, path: path, query: query ?? self.query)
        }
        let folder = path.reversed().drop { $0 != "/" }.reversed()
        let whole = name.hasPrefix("/") ? name : (folder.isEmpty ? "/" : String(folder)) + name
        return SourceURL(origin: origin, path: Self.withoutDots(whole), query: query)
    }

    /// A path without the segments `.` and `..` (RFC 3986, section 5.2.4).
    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for segment in segments {
            if segment == ".." { _ = kept.popLast() }
            if segment != "." && segment != ".." { kept.append(segment) }
        }
        if let last = segments.last, last == "." || last == ".." { kept.append("") }
        return "/" + kept.joined(separator: "/")
    }
}

extension HTTPOrigin {
    /// The beginning of its URLs: the port only where it is not the scheme's own.
    package var urlText: String {
        let isUsual = port == (scheme == "https" ? "443" : "80")
        return "\(scheme)://\(host)\(isUsual ? "" : ":\(port)")"
    }
}
