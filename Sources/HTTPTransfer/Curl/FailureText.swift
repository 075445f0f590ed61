internal import CCurl

/// What a failed exchange is told as.
enum FailureText {
    /// The failure for what libcurl returned.
    static func failure(_ code: CURLcode, _ complaint: String, at origin: HTTPOrigin) -> HTTPFailure
    {
        let kind = kind(code, complaint)
        let reason = cleaned(complaint)
        let advice = advice(kind, code, at: origin)
        return HTTPFailure(kind, "\(origin): \(what(kind)): \(reason)\(advice)")
    }

    /// What libcurl said, with nothing in it that may be secret: its texts may repeat URLs.
    static func cleaned(_ text: String) -> String {
        let words = text.split(separator: " ").map { word -> Substring in
            word.contains("://") || word.contains("?") || word.contains("@") ? "(cut)" : word
        }
        let scalars = words.joined(separator: " ").unicodeScalars.prefix(300).map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7f ? "?" : scalar
        }
        var cleaned = ""
        cleaned.unicodeScalars.append(contentsOf: scalars)
        while let last = cleaned.last, ".: ".contains(last) { cleaned.removeLast() }
        return cleaned
    }

    private static func kind(_ code: CURLcode, _ complaint: String) -> HTTPFailure.Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
            CURLE_PROXY, CURLE_INTERFACE_FAILED:
            .unreachable
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, CURLE_SSL_CIPHER:
            .untrusted
        case CURLE_SSL_CONNECT_ERROR, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            isAlert(complaint) ? .untrusted : .broken
        // No memory is what libcurl calls a line of a head of more than 100 kB.
        case CURLE_FILESIZE_EXCEEDED, CURLE_OUT_OF_MEMORY: .tooLarge
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION,
            CURLE_NOT_BUILT_IN:
            .invalid
        case CURLE_ABORTED_BY_CALLBACK: .cancelled
        default: .broken
        }
    }

    /// True where the other side refused the handshake, rather than that the connection broke.
    ///
    /// A certificate that is wanted and missing is told after the handshake in TLS 1.3.
    private static func isAlert(_ complaint: String) -> Bool {
        ["alert", "wrong version number", "unsupported protocol", "no protocols available"]
            .contains { complaint.lowercased().contains($0) }
    }

    private static func what(_ kind: HTTPFailure.Kind) -> String {
        switch kind {
        case .unreachable: "no connection could be made"
        case .timedOut: "time ran out"
        case .broken: "the exchange broke"
        case .untrusted: "no trust was established"
        case .tooLarge: "the response is too large"
        case .redirected: "a redirect was not followed"
        case .invalid: "the request cannot be sent"
        case .busy: "too many exchanges are under way"
        case .cancelled: "the exchange was cancelled"
        }
    }

    private static func advice(
        _ kind: HTTPFailure.Kind, _ code: CURLcode, at origin: HTTPOrigin
    ) -> String {
        switch (kind, code) {
        case (.untrusted, CURLE_PEER_FAILED_VERIFICATION):
            ". where the certificate is one of your own, name its authority as CA file"
        case (.untrusted, CURLE_SSL_CERTPROBLEM):
            ". look at the files of the client certificate and its key, and the key's password"
        case (.untrusted, CURLE_RECV_ERROR), (.untrusted, CURLE_SEND_ERROR),
            (.untrusted, CURLE_SSL_CONNECT_ERROR):
            ". the server refused us: does it want another client certificate, or another TLS?"
        // In TLS 1.3 a client has done its part of the handshake before its certificate is missed:
        // where the server hangs up at once, the alert is lost, and this is a mere break.
        case (.broken, CURLE_SEND_ERROR), (.broken, CURLE_RECV_ERROR),
            (.broken, CURLE_SSL_CONNECT_ERROR), (.broken, CURLE_GOT_NOTHING):
            origin.scheme == "https"
                ? ". if it happens each time: does the server want a client certificate?" : ""
        case (.tooLarge, CURLE_OUT_OF_MEMORY): ", or a header field of more than 100 kB"
        case (.unreachable, CURLE_COULDNT_RESOLVE_HOST): ". is the host's name right?"
        default: ""
        }
    }
}
