internal import CCurl

extension EasyHandle {
    /// Makes a new handle, or one that was reset, ready for what a transfer sends next.
    func prepare(_ transfer: Transfer, _ settings: CurlSettings) throws(HTTPFailure) {
        setSinks(transfer)
        setMethod(transfer.request)
        set(CURLOPT_URL, transfer.request.url)
        setHeaders(Self.lines(of: transfer.request))
        setLimits(transfer)
        setTLS(settings.tls)
        setProxy(settings.proxy)
        set(CURLOPT_USERAGENT, settings.userAgent)
        // All compressions that libcurl was built with.
        set(CURLOPT_ACCEPT_ENCODING, "")
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        // Redirects are ours to judge: libcurl would take header fields along to other hosts.
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        if transfer.submission.origin.scheme == "https" { shareConnections() }
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_NOSIGNAL, 1)
        // Closing does not wait for a name that is just being resolved.
        set(CURLOPT_QUICK_EXIT, 1)
        if let refusal {
            let reason = FailureText.cleaned(refusal)
            throw HTTPFailure(
                .invalid, "\(transfer.submission.origin): libcurl refuses the request: \(reason)")
        }
    }

    /// Lets exchanges be streams of one connection where the server speaks HTTP/2.
    private func shareConnections() {
        // Rather another stream of a connection that is just being made than another connection;
        // in the clear there are no streams, and it would wait for the first response.
        set(CURLOPT_PIPEWAIT, 1)
    }

    private func setMethod(_ request: HTTPRequest) {
        let wantsBody = ["POST", "PUT", "PATCH"].contains(request.method)
        if let body = request.body ?? (wantsBody ? [] : nil) {
            set(CURLOPT_POST, 1)
            setBody(body)
            set(CURLOPT_CUSTOMREQUEST, request.method)
        } else if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        } else {
            set(CURLOPT_HTTPGET, 1)
            set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private static func lines(of request: HTTPRequest) -> [String] {
        // A name and a semicolon is how libcurl takes a field without a value.
        var lines = request.headers.map {
            $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)"
        }
        lines.append("Expect:")
        let hasType = request.headers.contains { $0.name.lowercased() == "content-type" }
        if !hasType { lines.append("Content-Type:") }
        return lines
    }

    private func setLimits(_ transfer: Transfer) {
        let limits = transfer.request.limits
        let left = (max(0, limits.timeout.microseconds) - transfer.spent) / 1000
        set(CURLOPT_TIMEOUT_MS, min(max(1, left), Int(Int32.max)))
        let connect = limits.connectTimeout.microseconds / 1000
        set(CURLOPT_CONNECTTIMEOUT_MS, min(max(1, connect), Int(Int32.max)))
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        let stall = limits.stallTimeout.microseconds / 1_000_000
        set(CURLOPT_LOW_SPEED_TIME, min(max(1, stall), Int(Int32.max)))
        // Known before the first byte where the server tells the length.
        set(CURLOPT_MAXFILESIZE_LARGE, size: max(1, limits.bodyBytesMax))
    }

    private func setTLS(_ tls: TLSSettings) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        set(CURLOPT_PROXY_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        if let file = tls.caFile {
            set(CURLOPT_CAINFO, file)
            set(CURLOPT_PROXY_CAINFO, file)
            // Else the system's folder of certificates would be trusted as well.
            set(CURLOPT_CAPATH, nil)
            set(CURLOPT_PROXY_CAPATH, nil)
        }
        if let file = tls.certFile {
            set(CURLOPT_SSLCERT, file)
            set(CURLOPT_SSLKEY, tls.keyFile ?? file)
        }
        if let password = tls.keyPassword { set(CURLOPT_KEYPASSWD, password) }
    }

    private func setProxy(_ proxy: ProxySettings) {
        switch proxy {
        case .environment: break
        // Empty texts keep libcurl from looking at the environment.
        case .none: set(CURLOPT_PROXY, "")
        case .proxy(let url, let except):
            set(CURLOPT_PROXY, url)
            set(CURLOPT_NOPROXY, except)
        }
    }
}

extension Duration {
    /// Rounded down; the most that fits where it is longer.
    var microseconds: Int {
        let (seconds, attoseconds) = components
        let whole = Int(clamping: seconds).multipliedReportingOverflow(by: 1_000_000)
        guard !whole.overflow else { return seconds < 0 ? .min : .max }
        let sum = whole.partialValue.addingReportingOverflow(Int(attoseconds / 1_000_000_000_000))
        return sum.overflow ? .max : sum.partialValue
    }
}
