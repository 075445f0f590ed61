internal import CCurl
internal import Glibc

/// What is wrong with a transport's settings, told before the first request.
enum SettingsCheck {
    static func check(_ settings: CurlSettings) throws(HTTPFailure) {
        let tls = settings.tls
        for (name, file) in [
            ("CA file", tls.caFile), ("client certificate", tls.certFile),
            ("client key", tls.keyFile),
        ] {
            guard let file, unsafe access(file, R_OK) != 0 else { continue }
            throw HTTPFailure(.invalid, "the \(name) cannot be read: \(file)")
        }
        if tls.certFile == nil, tls.keyFile != nil {
            throw HTTPFailure(.invalid, "a client key is given without its certificate. name both")
        }
        if case .proxy(let url, _) = settings.proxy { try checkProxy(url) }
    }

    /// Says nothing of what the URL holds: it may hold a password.
    private static func checkProxy(_ url: String) throws(HTTPFailure) {
        let parts = unsafe curl_url()
        defer { unsafe curl_url_cleanup(parts) }
        let flags = CUnsignedInt(CURLU_NON_SUPPORT_SCHEME)
        let isURL = unsafe curl_url_set(parts, CURLUPART_URL, url, flags) == CURLUE_OK
        let schemes = ["http://", "https://", "socks5://", "socks5h://"]
        guard isURL, schemes.contains(where: { url.lowercased().hasPrefix($0) }) else {
            throw HTTPFailure(
                .invalid,
                "the proxy is no URL. give it as http://host:port; the schemes http, https, "
                    + "socks5 and socks5h are known")
        }
    }
}
