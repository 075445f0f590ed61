internal import HTTPTransfer
internal import Telemetry

/// How a token is asked for, whichever way.
enum TokenPlan: Sendable, Hashable {
    case oauth2(OAuth2Plan)
    case session(SessionPlan, url: String)

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
    init?(_ authentication: Authentication, _ api: APIPlan) {
        switch authentication {
        case .oauth2(let plan): self = .oauth2(plan)
        case .session(let plan):
            self = .session(plan, url: api.origin.urlText + api.basePath + plan.login.path)
        default: return nil
        }
    }

    /// What those have in common who share a token.
    var identity: TokenPlan {
        // A file's token is another each time that it is read.
        guard case .oauth2(var plan) = self, plan.refreshTokenFile != nil else { return self }
        plan.refreshToken = nil
        return .oauth2(plan)
    }

    /// The refresh token to begin with.
    var refreshToken: Secret? {
        if case .oauth2(let plan) = self { return plan.refreshToken }
        return nil
    }

    /// The file that keeps it.
    var refreshTokenFile: String? {
        if case .oauth2(let plan) = self { return plan.refreshTokenFile }
        return nil
    }

    func request(_ refreshToken: Secret?, _ limits: HTTPLimits) -> HTTPRequest {
        switch self {
        case .oauth2(let plan): plan.request(refreshToken, limits)
        case .session(let plan, let url): plan.request(url, limits)
        }
    }

    func answer(in response: HTTPResponse) -> Answer {
        switch self {
        case .oauth2(let plan): plan.answer(in: response)
        case .session(let plan, _): plan.answer(in: response)
        }
    }

    /// What an answer gives out that no record may show, if it is one to the request of a token.
    func secrets(in response: HTTPResponse, to request: HTTPRequest) -> [String] {
        // OAuth's members are known by their names.
        guard case .session(let plan, let url) = self, request.url.utf8.elementsEqual(url.utf8)
        else { return [] }
        return plan.secrets(in: response)
    }
}

extension SourcePlan {
    /// The ways in which the source has its tokens.
    var tokenPlans: [TokenPlan] { api.authentication.compactMap { TokenPlan($0, api) } }
}
