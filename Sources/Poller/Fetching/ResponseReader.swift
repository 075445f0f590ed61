internal import Bytes
internal import Contracts
internal import HTTPTransfer
internal import JSONColumns

/// Says what answers mean: by the source's rules first, then by their status (RFC 9110).
struct ResponseReader: Sendable {
    private let rules: [ResponseRule]
    /// Finds records, where a rule asks how many there are.
    private let selector: RecordSelector?
    private let redactor: SecretRedaction

    /// The most characters of a vendor's message that are shown.
    private static let messageMax = 200

    init(_ source: SourcePlan, _ redactor: SecretRedaction) {
        rules = source.responses
        let isAsked = rules.contains { !$0.condition.paths(of: .records).isEmpty }
        selector = isAsked ? source.records.selector : nil
        self.redactor = redactor
    }

    /// What an answer means.
    func meaning(
        of response: HTTPResponse, _ body: ResponseBody, now: Int64
    ) -> ResponseMeaning {
        let scope = ConditionScope(response, body, recordCount: recordCount(of: body))
        guard let rule = rules.first(where: { $0.condition.isTrue(in: scope) }) else {
            return usualMeaning(of: response, body, now: now)
        }
        let reason = rule.message.map { redactor($0) } ?? reason(of: response, body)
        let time = waitEnd(rule.wait ?? WaitRule(), response, body, now: now)
        switch rule.action {
        case .success: return .records
        case .empty, .ignore: return .empty
        case .retry: return .retry(reason: reason, notBefore: time)
        case .rateLimited: return .rateLimited(reason: reason, until: time)
        case .refreshToken: return .refreshToken(reason: reason)
        case .fail: return .fail(reason: reason)
        case .stopSource: return .stopSource(reason: reason)
        case .stopHost: return .stopHost(reason: reason)
        }
    }

    /// How many records an answer has; nil where nobody can read it, and where no rule asks.
    private func recordCount(of body: ResponseBody) -> Int? {
        guard let found = try? selector?.rows(of: body) else { return nil }
        return found.rows.count + found.nullRows + found.problems.count
    }

    private func usualMeaning(
        of response: HTTPResponse, _ body: ResponseBody, now: Int64
    ) -> ResponseMeaning {
        let reason = reason(of: response, body)
        let time = waitEnd(WaitRule(), response, body, now: now)
        switch response.status {
        case 204: return .empty
        case 200...299: return .records
        case 429: return .rateLimited(reason: reason, until: time)
        case 401: return .refreshToken(reason: reason)
        case 403, 418: return .stopHost(reason: reason)
        case 408, 425, 500, 502, 503, 504: return .retry(reason: reason, notBefore: time)
        default: return .fail(reason: reason)
        }
    }

    /// What it means that there is no answer.
    func meaning(of failure: HTTPFailure) -> ResponseMeaning {
        let reason = redactor(failure.description)
        switch failure.kind {
        case .unreachable, .timedOut, .broken, .busy, .cancelled:
            return .retry(reason: reason, notBefore: nil)
        case .tooLarge: return .fail(reason: reason)
        case .untrusted, .redirected, .invalid: return .stopSource(reason: reason)
        }
    }

    /// The status, and what the vendor says in the places where vendors say it.
    private func reason(of response: HTTPResponse, _ body: ResponseBody) -> String {
        let names = [
            "message", "error", "error_description", "detail", "msg", "Note", "Information",
            "Error Message", "description", "errorMessage", "error_message", "errors", "title",
            "reason",
        ]
        let texts = names.compactMap { body.json?[$0].flatMap(Self.said) }
        let text = texts.first ?? (body.json == nil ? firstLine(body.bytes) : "")
        let status = "status \(response.status)"
        guard !text.isEmpty else { return status }
        let clean = redactor(text).filter { !$0.isNewline }
        return "\(status): \(Shown.quoted(String(clean.prefix(Self.messageMax))))"
    }

    /// A text, the first of a list, or the message within an object, or within a list's first.
    private static func said(_ value: JSONValue) -> String? {
        let first = value.array?.first ?? value
        return first.string ?? first["message"]?.string ?? first["detail"]?.string
    }

    private func firstLine(_ bytes: [UInt8]) -> String {
        // Secrets go before anything is cut: of a part of one nothing would be recognised.
        let text = redactor(String(decoding: bytes.prefix(65_536), as: UTF8.self))
        // A page of HTML says nothing to anyone.
        return text.hasPrefix("<") ? "" : String(text.prefix { !$0.isNewline })
    }

    /// Until when to wait: as the answer says, else as its rule does; nil where neither does.
    private func waitEnd(
        _ rule: WaitRule, _ response: HTTPResponse, _ body: ResponseBody, now: Int64
    ) -> Int64? {
        let text: String? =
            switch rule.place {
            case .header(let name): response.header(name)
            case .body(let path):
                path.first(in: body.value).flatMap { FieldCast.text(of: $0) }
            }
        guard let said = text.flatMap({ Self.end($0, rule, now: now) }) else {
            return rule.usual.map { now.addingSaturated($0) }
        }
        return min(max(said, now), now.addingSaturated(rule.longest))
    }

    /// The time that a text names; nil where it names none.
    private static func end(_ text: String, _ rule: WaitRule, now: Int64) -> Int64? {
        if let pattern = rule.pattern {
            return pattern.nanoseconds(in: text).map { now.addingSaturated($0) }
        }
        let unit: Int64 = rule.form == .milliseconds ? 1_000_000 : 1_000_000_000
        if let number = WaitNumber(text.utf8, unit: unit), number.length == text.utf8.count {
            return rule.form == .time
                ? number.nanoseconds : now.addingSaturated(number.nanoseconds)
        }
        return rule.form == .retryAfter ? HTTPDate.parse(text) : nil
    }
}
