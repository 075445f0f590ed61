internal import CCurl

/// Where a URL leads (RFC 6454): what must not change under way, or credentials get into other
/// hands.
public struct HTTPOrigin: Sendable, Hashable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: String
    /// In lower case; an IPv6 address has its brackets.
    public let host: String
    /// The scheme's own where the URL names none.
    public let port: String

    /// The origin of an absolute URL of http or https.
    ///
    /// - Throws: `.invalid`, which says what is wrong and repeats nothing of the URL but the host.
    public init(of url: String) throws(HTTPFailure) {
        guard let parts = unsafe curl_url() else {
            throw HTTPFailure(.invalid, "no memory to read a URL")
        }
        defer { unsafe curl_url_cleanup(parts) }
        guard !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
            throw HTTPFailure(
                .invalid, "the URL has a space or a control character. percent-encode it")
        }
        let flags = CUnsignedInt(CURLU_NON_SUPPORT_SCHEME)
        let code = unsafe curl_url_set(parts, CURLUPART_URL, url, flags)
        guard code == CURLUE_OK else {
            let reason = unsafe curl_url_strerror(code).map { unsafe String(cString: $0) }
            throw HTTPFailure(
                .invalid,
                "no absolute URL: \(reason ?? "error \(code.rawValue)"). give it as "
                    + "https://host/path?query")
        }
        let scheme = unsafe Self.part(CURLUPART_SCHEME, of: parts)?.lowercased() ?? ""
        host = unsafe Self.part(CURLUPART_HOST, of: parts)?.lowercased() ?? ""
        guard scheme == "http" || scheme == "https" else {
            throw HTTPFailure(
                .invalid, "\(host): the scheme is neither http nor https. only these are spoken")
        }
        let secrets = [CURLUPART_USER, CURLUPART_PASSWORD]
            .compactMap { unsafe Self.part($0, of: parts) }
        guard secrets.isEmpty else {
            throw HTTPFailure(
                .invalid, "\(host): the URL holds a user or a password. send them in a header")
        }
        self.scheme = scheme
        port = unsafe Self.part(CURLUPART_PORT, of: parts) ?? ""
    }

    /// The host and the port.
    public var description: String { "\(host):\(port)" }

    private static func part(_ part: CURLUPart, of parts: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let code = unsafe curl_url_get(parts, part, &text, CUnsignedInt(CURLU_DEFAULT_PORT))
        guard code == CURLUE_OK, let text = unsafe text else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}
