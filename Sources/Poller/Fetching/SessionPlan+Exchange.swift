internal import HTTPTransfer
internal import JSONColumns
internal import Telemetry

extension SessionPlan {
    /// The request that opens a session.
    func request(_ url: String, _ limits: HTTPLimits) -> HTTPRequest {
        var headers = login.headers.map { HTTPHeader($0.name, $0.value.revealed) }
        if let type = login.contentType { headers.append(HTTPHeader("Content-Type", type)) }
        return HTTPRequest(
            method: login.method, url: url, headers: headers,
            body: login.body.map { Array($0.revealed.utf8) }, limits: limits)
    }

    /// What the vendor has answered.
    func answer(in response: HTTPResponse) -> TokenPlan.Answer {
        let advice = "check login and token of the source's api.auth"
        guard (200...299).contains(response.status) else {
            return .refused(reason: "no session was opened: status \(response.status). \(advice)")
        }
        guard let token = token(in: response) else {
            return .refused(
                reason: "no session was opened: the answer has no token where one should be."
                    + " \(advice)")
        }
        return .token(token, life: life ?? .max, refreshToken: nil)
    }

    /// The parts of the answer, each on a line; nil where one is missing.
    func token(in response: HTTPResponse) -> String? {
        let texts = secrets(in: response)
        guard texts.count == parts.count,
            !texts.contains(where: { $0.contains(where: \.isNewline) })
        else { return nil }
        return texts.joined(separator: "\n")
    }

    /// Those parts that the answer has.
    func secrets(in response: HTTPResponse) -> [String] {
        let body = ResponseBody(response.body)
        return parts.compactMap { part in
            let text: String? =
                switch part.place {
                case .header(let name): response.header(name)
                case .body(let path):
                    path.first(in: body.value).flatMap { FieldCast.text(of: $0) }
                }
            return text.flatMap { $0.isEmpty ? nil : $0 }
        }
    }
}
