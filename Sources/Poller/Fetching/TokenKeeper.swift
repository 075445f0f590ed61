internal import Bytes
internal import HTTPTransfer
internal import JSONColumns
internal import Telemetry

/// Keeps the OAuth 2.0 token of a source fresh (RFC 6749, sections 4.4, 5 and 6).
struct TokenKeeper: Sendable {
    private let plan: OAuth2Plan
    private var token: String?
    private var expiry = Int64.min
    private var refreshToken: Secret?

    /// A token is fetched anew so long before it ends.
    private static let margin: Int64 = 60_000_000_000

    /// Nil for a source that needs no token.
    init?(_ source: SourcePlan) {
        for case .oauth2(let plan) in source.api.authentication {
            self.plan = plan
            refreshToken = plan.refreshToken
            return
        }
        return nil
    }

    /// The token, while it is good.
    func token(now: Int64) -> String? { now < expiry ? token : nil }

    /// Forgets the token, which the vendor did not take.
    mutating func forget() { token = nil }

    /// The request that fetches one.
    func request(_ limits: HTTPLimits) -> HTTPRequest {
        var fields = [
            Draft.Field(
                name: "grant_type",
                value: refreshToken == nil ? "client_credentials" : "refresh_token"),
            Draft.Field(name: "client_id", value: plan.clientID),
            Draft.Field(name: "client_secret", value: plan.clientSecret.revealed),
        ]
        if let refreshToken {
            fields.append(Draft.Field(name: "refresh_token", value: refreshToken.revealed))
        }
        if let scope = plan.scope { fields.append(Draft.Field(name: "scope", value: scope)) }
        let body = Draft.Body.form(fields)
        return HTTPRequest(
            method: "POST", url: plan.tokenURL,
            headers: [
                HTTPHeader("Content-Type", body.contentType),
                HTTPHeader("Accept", "application/json"),
            ], body: body.bytes, limits: limits)
    }

    /// Takes the answer.
    ///
    /// - Throws: when it holds no token; with the vendor's error code, never with the answer.
    mutating func take(_ response: HTTPResponse, now: Int64) throws(PollProblem) {
        let body = ResponseBody(response.body)
        guard (200...299).contains(response.status), let text = body.json?["access_token"]?.string
        else {
            let code = body.json?["error"]?.string.map { ", error \($0.prefix(60))" } ?? ""
            throw PollProblem(
                "no token was given: status \(response.status)\(code). check client_id and"
                    + " client_secret of the source's api.auth")
        }
        token = text
        let seconds = body.json?["expires_in"]?.int64 ?? 3600
        let life = max(1, seconds).multipliedSaturated(1_000_000_000)
        expiry = now.addingSaturated(life - min(life / 5, Self.margin))
        // A refresh token may be good once, and the answer then holds the next one.
        if let next = body.json?["refresh_token"]?.string { refreshToken = Secret(next) }
    }
}
