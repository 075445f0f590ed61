import HTTPTransfer
import JSONColumns

/// Makes of exchanges what may be recorded: without secrets, and without what differs each time.
///
/// Besides what the closure takes out, the values of parameters and header fields whose names speak
/// of credentials are never recorded, whoever sent them, nor are tokens that a server gives out.
struct ExchangeRedaction: Sendable {
    let redact: @Sendable ([UInt8]) -> [UInt8]
    /// Names of parameters and header fields whose values are not kept either: signatures, and the
    /// times in them, are never the same.
    var masked: [String] = []

    /// Header fields that differ from one exchange to the next or speak of the connection only.
    private static let volatile = [
        "age", "alt-svc", "cf-ray", "connection", "content-encoding", "content-length", "date",
        "expires", "host", "keep-alive", "nel", "report-to", "server-timing", "set-cookie",
        "transfer-encoding", "user-agent", "via",
    ]
    /// Parts of names that speak of credentials.
    private static let secretive = [
        "auth", "cookie", "credential", "key", "passw", "secret", "session", "sign", "token",
    ]
    /// Members of JSON that hold credentials: fewer, as data has tokens of other kinds.
    private static let secretMembers = [
        "access_token", "api_key", "apikey", "client_secret", "id_token", "password",
        "refresh_token", "secret", "session_token",
    ]
    /// Names that only seem to: pages and cursors, which a replay needs.
    private static let harmless = ["next_page_token", "page_token", "pagetoken", "next_token"]

    /// The same, which takes out some more.
    func hiding(_ secrets: [String]) -> ExchangeRedaction {
        guard !secrets.isEmpty else { return self }
        let others = SecretRedaction(secrets)
        return ExchangeRedaction(redact: { [redact] in others(redact($0)) }, masked: masked)
    }

    func text(_ text: String) -> String {
        String(decoding: redact(Array(text.utf8)), as: UTF8.self)
    }

    /// A URL, the values of its parameters judged by their names.
    func url(_ url: String) -> String {
        // As a whole first: a secret may hold what divides a URL.
        let whole = text(url)
        let mark = whole.utf8.firstIndex(of: UInt8(ascii: "?")) ?? whole.endIndex
        let query = whole[mark...].dropFirst()
        let clean =
            path(whole[..<mark]) + (mark < whole.endIndex ? "?" : "") + form(query)
        let decoded = PercentEncoding.decoded(clean[...])
        guard redact(decoded) != decoded else { return clean }
        // Some of its characters are encoded and others not: nothing of it can be kept.
        return clean.prefix { $0 != ":" } + "://" + SecretRedaction.mark
    }

    /// A body: JSON without the members that hold credentials, or a form; else as the closure says.
    func body(_ body: [UInt8], _ headers: [HTTPHeader]) -> [UInt8] {
        let type = headers.first { $0.name.lowercased() == "content-type" }?.value.lowercased()
        if type?.hasPrefix("application/x-www-form-urlencoded") == true {
            return Array(form(String(decoding: body, as: UTF8.self)[...]).utf8)
        }
        guard let first = body.first(where: { $0 > 0x20 }), "{[".utf8.contains(first),
            let value = try? JSONValue(parsing: body)
        else { return redact(body) }
        let cleaned = withoutCredentials(value)
        // As it was sent, where nothing is to be left out.
        return redact(cleaned == value ? body : Array(cleaned.text.utf8))
    }

    private func form(_ parameters: Substring) -> String {
        parameters.split(separator: "&", omittingEmptySubsequences: false).map { parameter in
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return component(parameter) }
            let isSecretive = isSecretive(String(parts[0]))
            let value = isSecretive ? SecretRedaction.mark : component(parts[1])
            return component(parts[0]) + "=" + value
        }.joined(separator: "&")
    }

    private func path(_ path: Substring) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map(component)
            .joined(separator: "/")
    }

    /// A part of a URL, or nothing of it where it holds a secret in whatever encoding.
    private func component(_ component: Substring) -> String {
        let decoded = PercentEncoding.decoded(component)
        return redact(decoded) == decoded ? text(String(component)) : SecretRedaction.mark
    }

    private func withoutCredentials(_ value: JSONValue) -> JSONValue {
        switch value {
        // Here no escape hides a secret.
        case .string(let string): .string(text(string))
        case .array(let elements): .array(elements.map(withoutCredentials))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { member in
                        let isSecret =
                            Self.secretMembers.contains(member.name.lowercased())
                            && member.value.string != nil
                        return JSONObject.Member(
                            text(member.name),
                            isSecret
                                ? .string(SecretRedaction.mark) : withoutCredentials(member.value))
                    }))
        default: value
        }
    }

    func headers(_ headers: [HTTPHeader]) -> [HTTPHeader] {
        headers.filter { !Self.volatile.contains($0.name.lowercased()) }.map { header in
            let isSecretive = isSecretive(header.name)
            return HTTPHeader(
                header.name, isSecretive ? SecretRedaction.mark : text(header.value))
        }
    }

    private func isSecretive(_ name: String) -> Bool {
        let isMasked = masked.contains { $0.lowercased() == name.lowercased() }
        return isMasked || Self.speaksOfCredentials(name)
    }

    /// Whether a name speaks of credentials.
    static func speaksOfCredentials(_ name: String) -> Bool {
        let name = name.lowercased()
        return !harmless.contains(name) && secretive.contains { name.contains($0) }
    }
}
