internal import Bytes
internal import HTTPTransfer
internal import JSONColumns
internal import Telemetry

extension Authentication {
    /// Shows who asks.
    func apply(to draft: inout Draft, token: String?, now: Int64) throws(PollProblem) {
        switch self {
        case .header(let name, let prefix, let value):
            draft.headers.append(HTTPHeader(name, prefix + value.revealed))
        case .query(let name, let value):
            draft.query.append(Draft.Field(name: name, value: value.revealed))
        case .body(let name, let value):
            draft.body = try Self.adding(name, value.revealed, to: draft.body)
        case .basic(let user, let password):
            let text = Self.basicText(user: user, password: password)
            draft.headers.append(HTTPHeader("Authorization", "Basic \(text)"))
        case .oauth2:
            let token = try Self.fetched(token)
            draft.headers.append(HTTPHeader("Authorization", "Bearer \(token)"))
        case .session(let plan):
            let token = try Self.fetched(token)
            for shown in TokenUse.authentications(plan.parts.map(\.use), token) {
                try shown.apply(to: &draft, token: nil, now: now)
            }
        case .keyFiles(let files):
            let keys = token ?? files.map(\.key.revealed).joined(separator: "\n")
            for shown in TokenUse.authentications(files.map(\.use), keys) {
                try shown.apply(to: &draft, token: nil, now: now)
            }
        case .signature(let plan):
            try plan.sign(&draft, now: now)
        }
    }

    private static func fetched(_ token: String?) throws(PollProblem) -> String {
        guard let token else {
            throw PollProblem("no token was fetched before the request was made")
        }
        return token
    }

    /// User and password as the header field holds them.
    static func basicText(user: String, password: Secret) -> String {
        Base64.text(of: Array("\(user):\(password.revealed)".utf8))
    }

    private static func adding(
        _ name: String, _ value: String, to body: Draft.Body?
    ) throws(PollProblem) -> Draft.Body {
        switch body {
        case nil: return .form([Draft.Field(name: name, value: value)])
        case .form(let fields): return .form(fields + [Draft.Field(name: name, value: value)])
        case .text(let text, let type):
            guard let parsed = try? JSONValue(parsing: text), var object = parsed.object else {
                throw PollProblem("a secret can be added to a form or a JSON object only")
            }
            object[name] = .string(value)
            var writer = JSONWriter()
            writer.append(.object(object))
            return .text(writer.text, contentType: type)
        }
    }
}

extension SignaturePlan {
    func sign(_ draft: inout Draft, now: Int64) throws(PollProblem) {
        let time = timestamp?.format.text(of: now) ?? ""
        if let timestamp { Self.put(time, at: timestamp.place, in: &draft) }
        let secret = Array(key.revealed.utf8)
        guard let key = keyIsBase64 ? Base64.bytes(of: key.revealed) : secret else {
            throw PollProblem("the signature's key is no Base64")
        }
        let message = parts.flatMap { part -> [UInt8] in
            switch part {
            case .query: Array((draft.encodedQuery ?? "").utf8)
            case .timestamp: Array(time.utf8)
            case .method: Array(draft.method.utf8)
            case .path: Array(draft.target.utf8)
            case .body: draft.body?.bytes ?? []
            }
        }
        let digest = HMAC.sha256(message, key: key)
        Self.put(
            isBase64 ? Base64.text(of: digest) : Hexadecimal.text(of: digest), at: place, in: &draft
        )
    }

    private static func put(_ text: String, at place: Place, in draft: inout Draft) {
        switch place {
        case .header(let name): draft.headers.append(HTTPHeader(name, text))
        case .query(let name): draft.query.append(Draft.Field(name: name, value: text))
        }
    }
}
