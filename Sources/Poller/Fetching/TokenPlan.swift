internal import HTTPTransfer
internal import Telemetry

/// How a token is asked for, whichever way.
enum TokenPlan: Sendable, Hashable {
    case oauth2(OAuth2Plan)

    /// What came of asking.
    enum Answer {
        /// A token, how many nanoseconds it is good for, and the next refresh token.
        case token(String, life: Int64, refreshToken: String?)
        /// There is none.
        case refused(reason: String)
        /// There is none, as the refresh token is not good, or no more.
        case refusedGrant(reason: String)
    }

    /// Nil for what needs no token.
    init?(_ authentication: Authentication) {
        switch authentication {
        case .oauth2(let plan): self = .oauth2(plan)
        default: return nil
        }
    }

    /// What those have in common who share a token.
    var identity: TokenPlan {
        switch self {
        case .oauth2(var plan):
            // A file's token is another each time that it is read.
            if plan.refreshTokenFile != nil { plan.refreshToken = nil }
            return .oauth2(plan)
        }
    }

    /// The refresh token to begin with.
    var refreshToken: Secret? {
        switch self {
        case .oauth2(let plan): plan.refreshToken
        }
    }

    /// The file that keeps it.
    var refreshTokenFile: String? {
        switch self {
        case .oauth2(let plan): plan.refreshTokenFile
        }
    }

    func request(_ refreshToken: Secret?, _ limits: HTTPLimits) -> HTTPRequest {
        switch self {
        case .oauth2(let plan): plan.request(refreshToken, limits)
        }
    }

    func answer(in response: HTTPResponse) -> Answer {
        switch self {
        case .oauth2(let plan): plan.answer(in: response)
        }
    }
}
