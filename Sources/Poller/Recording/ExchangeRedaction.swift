import HTTPTransfer
import JSONColumns

/// Makes of exchanges what may be recorded: without secrets, and without what differs each time.
///
/// Besides what the closure takes out, the values of parameters and header fields whose names speak
/// of credentials are never recorded, whoever sent them, nor are tokens that a server gives out.
struct ExchangeRedaction: Sendable {
    let redact: @Sendable ([UInt8]) -> [UInt8]

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

    func text(_ text: String) -> String {
        String(decoding: redact(Array(text.utf8)), as: UTF8.self)
    }

    /// A URL, the values of its parameters judged by their names.
    func url(_ url: String) -> String {
        guard let mark = url.utf8.firstIndex(of: UInt8(ascii: "?")) else { return path(url[...]) }
        return path(url[..<mark]) + "?" + form(url[url.index(after: mark)...])
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
        let cleaned = Self.withoutCredentials(value)
        // As it was sent, where nothing is to be left out.
        return redact(cleaned == value ? body : Array(cleaned.text.utf8))
    }

    private func form(_ parameters: Substring) -> String {
        parameters.split(separator: "&", omittingEmptySubsequences: false).map { parameter in
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return component(parameter) }
            let isSecretive = Self.isSecretive(String(parts[0]))
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
        let decoded = Self.percentDecoded(component)
        return redact(decoded) == decoded ? text(String(component)) : SecretRedaction.mark
    }

    private static func percentDecoded(_ text: Substring) -> [UInt8] {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let digits = bytes[index...].dropFirst().prefix(2)
            if bytes[index] == UInt8(ascii: "%"), digits.count == 2,
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                output.append(byte)
                index += 3
            } else {
                output.append(bytes[index] == UInt8(ascii: "+") ? 0x20 : bytes[index])
                index += 1
            }
        }
        return output
    }

    private static func withoutCredentials(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(withoutCredentials))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { member in
                        let isSecret =
                            secretMembers.contains(member.name.lowercased())
                            && member.value.string != nil
                        return JSONObject.Member(
                            member.name,
                            isSecret
                                ? .string(SecretRedaction.mark) : withoutCredentials(member.value))
                    }))
        default: value
        }
    }

    func headers(_ headers: [HTTPHeader]) -> [HTTPHeader] {
        headers.filter { !Self.volatile.contains($0.name.lowercased()) }.map { header in
            let isSecretive = Self.isSecretive(header.name)
            return HTTPHeader(
                header.name, isSecretive ? SecretRedaction.mark : text(header.value))
        }
    }

    private static func isSecretive(_ name: String) -> Bool {
        let name = name.lowercased()
        return !harmless.contains(name) && secretive.contains { name.contains($0) }
    }
}
