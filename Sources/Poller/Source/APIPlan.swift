package import HTTPTransfer
package import Telemetry

/// Whom a source asks, as whom, and how much at a time.
package struct APIPlan: Sendable {
    /// Where requests go; nowhere else, redirects and next pages included.
    package var origin: HTTPOrigin
    /// What every request's path begins with; empty or with a slash in front.
    package var basePath: String
    /// Header fields of every request.
    package var headers: [RequestPlan.Field] = []
    /// How requests show who asks.
    package var authentication: [Authentication] = []
    /// What bounds an exchange.
    package var exchange = HTTPLimits()
    /// How much the host takes.
    package var rateLimits: [RateLimit] = []
    /// In which headers the host says what is left.
    package var learned: [LearnedLimit] = []
    /// The most requests that are out at a time.
    package var concurrency = 4
    /// What filling a range of the past may take of it; half where the source does not say.
    package var backfill: BackfillShare?
    /// How connections are made.
    package var connection = ConnectionPlan()

    /// What filling a range of the past may take.
    var backfillShare: BackfillShare {
        backfill ?? .half(of: rateLimits, concurrency: concurrency)
    }
}

/// How connections are made: what a transport is configured with.
package struct ConnectionPlan: Sendable, Hashable {
    /// A file with the certificates of authorities, instead of the system's.
    package var caFile: String?
    /// A file with our certificate, and one with its key.
    package var certificateFile: String?
    /// A file with the key of our certificate.
    package var keyFile: String?
    /// What that key is encrypted with.
    package var keyPassword: Secret?
    /// The proxy that requests go through.
    package var proxy: String?
    /// The hosts that are asked without the proxy, and domains that begin with a point.
    package var noProxy: [String] = []

    /// The system's authorities, no certificate of our own, no proxy.
    package init() {}
}

/// How requests show who asks.
package enum Authentication: Sendable {
    /// A header field with a secret behind a prefix, such as `Bearer `.
    case header(name: String, prefix: String, value: Secret)
    /// A parameter of the URL.
    case query(name: String, value: Secret)
    /// A field of the form, or a member of the JSON object, that is sent along.
    case body(name: String, value: Secret)
    /// User and password (RFC 7617).
    case basic(user: String, password: Secret)
    /// A token that is fetched with a secret (RFC 6749, sections 4.4 and 6).
    case oauth2(OAuth2Plan)
    /// What the answer to a login held.
    case session(SessionPlan)
    /// Keys that files hold, each in its place; they are read again where they are refused.
    case keyFiles([KeyFile])
    /// A signature of the request.
    case signature(SignaturePlan)

    /// Whether it has to be asked for something first.
    var needsToken: Bool {
        switch self {
        case .oauth2, .session: true
        case .header, .query, .body, .basic, .keyFiles, .signature: false
        }
    }
}

/// How a token is fetched.
package struct OAuth2Plan: Sendable, Hashable {
    /// Where it is fetched; the one URL besides the source's own origin.
    package var tokenURL: String
    /// Who asks.
    package var clientID: String
    /// What proves it.
    package var clientSecret: Secret
    /// What for; nil where the vendor needs none.
    package var scope: String?
    /// The token that new ones are made of; nil uses the client's own credentials.
    package var refreshToken: Secret?
    /// The file that keeps it, and the next one where the vendor replaces it.
    package var refreshTokenFile: String?
}

/// How a request is signed: HMAC with SHA-256 (RFC 2104) over some of it.
package struct SignaturePlan: Sendable {
    /// The key's bytes.
    package var key: Secret
    /// Whether the key is Base64 of the bytes.
    package var keyIsBase64 = false
    /// What is signed, one after the other.
    package var parts: [Part] = [.query]
    /// Whether the signature is written in Base64, else in hexadecimal digits.
    package var isBase64 = false
    /// Where the signature stands.
    package var place: Place
    /// Where the time of the request stands, if it is asked for.
    package var timestamp: (place: Place, format: TimeFormat)?

    /// A part of a request.
    package enum Part: String, Sendable, CaseIterable {
        /// The query without the question mark and the signature.
        case query
        /// The time as it was written.
        case timestamp
        /// The method in capitals.
        case method
        /// The path with the query.
        case path
        /// What is sent along.
        case body
    }

    /// Where something is put into a request.
    package enum Place: Sendable, Equatable {
        /// In a header field.
        case header(String)
        /// In a parameter of the URL.
        case query(String)
    }
}
