internal import Bytes
internal import HTTPTransfer
internal import JSONColumns
internal import Telemetry

/// A token by the client's own credentials or by a refresh token (RFC 6749, sections 4.4, 5 and 6).
extension OAuth2Plan {
    /// The request of a token.
    func request(_ refreshToken: Secret?, _ limits: HTTPLimits) -> HTTPRequest {
        var fields = [
            Draft.Field(
                name: "grant_type",
                value: refreshToken == nil ? "client_credentials" : "refresh_token"),
            Draft.Field(name: "client_id", value: clientID),
            Draft.Field(name: "client_secret", value: clientSecret.revealed),
        ]
        if let refreshToken {
            fields.append(Draft.Field(name: "refresh_token", value: refreshToken.revealed))
        }
        if let scope { fields.append(Draft.Field(name: "scope", value: scope)) }
        let body = Draft.Body.form(fields)
        return HTTPRequest(
            method: "POST", url: tokenURL,
            headers: [
                HTTPHeader("Content-Type", body.contentType),
                HTTPHeader("Accept", "application/json"),
            ], body: body.bytes, limits: limits)
    }

    /// What the vendor has answered; of a refusal the error's code only.
    func answer(in response: HTTPResponse) -> TokenPlan.Answer {
        let json = ResponseBody(response.body).json
        if (200...299).contains(response.status), let token = json?["access_token"]?.string {
            let life = max(1, json?["expires_in"]?.int64 ?? 3600)
            return .token(
                token, life: life.multipliedSaturated(1_000_000_000),
                refreshToken: json?["refresh_token"]?.string)
        }
        let code = json?["error"]?.string
        let reason =
            "no token was given: status \(response.status)"
            + (code.map { ", error \($0.prefix(60))" } ?? "")
        guard refreshToken != nil, code == "invalid_grant" else {
            return .refused(
                reason: "\(reason). check client_id and client_secret of the source's api.auth")
        }
        let place = refreshTokenFile == nil ? "refresh_token" : "refresh_token_file"
        return .refusedGrant(
            reason: "\(reason). the refresh token is good no more: get another from the vendor, and"
                + " put it into \(place)")
    }

    /// The token that the bytes of a file hold; nil where they are no single line of text.
    package static func refreshToken(inFile bytes: [UInt8]) -> String? {
        let token = bytes.prefix { $0 > 0x20 && $0 < 0x7f }
        let rest = bytes.dropFirst(token.count)
        guard !token.isEmpty, rest.allSatisfy({ [0x20, 0x0a, 0x0d].contains($0) }) else {
            return nil
        }
        return String(decoding: token, as: UTF8.self)
    }
}
