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
    private let store: (any RefreshTokenStore)?
    private let redactor: SecretRedaction

    /// A token is fetched anew so long before it ends.
    private static let margin: Int64 = 60_000_000_000

    /// Nil for a source that needs no token.
    ///
    /// - Parameters:
    ///   - store: where refresh tokens are kept; nil where the file's is good for ever.
    ///   - redactor: learns the tokens.
    init?(
        _ source: SourcePlan, _ store: (any RefreshTokenStore)?, _ redactor: SecretRedaction
    ) {
        for case .oauth2(let plan) in source.api.authentication {
            self.plan = plan
            self.store = store
            self.redactor = redactor
            refreshToken = plan.refreshToken
            return
        }
        return nil
    }

    /// The token, while it is good.
    func token(now: Int64) -> String? { now < expiry ? token : nil }

    /// Forgets a token, which the vendor did not take, unless there is a newer one.
    mutating func forget(_ refused: String?) {
        guard let token, let refused, token.utf8.elementsEqual(refused.utf8) else { return }
        self.token = nil
    }

    /// The request that fetches one.
    ///
    /// - Throws: where the refresh token that the vendor may answer with could not be kept: then
    ///   nothing is asked, and the one that there is stays good.
    mutating func request(_ limits: HTTPLimits) throws(PollProblem) -> HTTPRequest {
        try renew()
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
        redactor.learn(text)
        // A refresh token may be good once, and the answer then holds the next one.
        guard refreshToken != nil, let next = body.json?["refresh_token"]?.string else { return }
        redactor.learn(next)
        refreshToken = Secret(next)
        do throws(PollProblem) {
            try store?.write(next)
        } catch {
            throw PollProblem(
                "the vendor has replaced the refresh token, and the new one is not kept: \(error)."
                    + " get another from the vendor, and put it into refresh_token_file")
        }
    }

    /// Takes the newest refresh token, and sees that the next one can be kept.
    private mutating func renew() throws(PollProblem) {
        guard let store, refreshToken != nil else { return }
        if let kept = try store.read() {
            redactor.learn(kept)
            refreshToken = Secret(kept)
        }
        guard let refreshToken else { return }
        do throws(PollProblem) {
            try store.write(refreshToken.revealed)
        } catch {
            throw PollProblem(
                "the vendor was not asked for a token, as its next refresh token would be lost:"
                    + " \(error). let ticklake replace refresh_token_file")
        }
    }
}
