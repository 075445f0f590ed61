internal import Contracts
internal import Telemetry
internal import YAML

extension SourceFileReader {
    private enum Kind: String, CaseIterable {
        case none, header, query, body, basic, bearer, oauth2, session, signature
    }

    private static let authenticationKeys: [Kind: [String]] = [
        .none: [],
        .header: ["name", "prefix", "value"],
        .query: ["name", "value"],
        .body: ["name", "value"],
        .basic: ["user", "password"],
        .bearer: ["token"],
        .oauth2: [
            "token_url", "client_id", "client_secret", "scope", "refresh_token",
            "refresh_token_file",
        ],
        .session: ["login", "token", "life"],
        .signature: ["key", "key_is", "over", "encoding", "header", "query", "timestamp"],
    ]

    /// One way to show who asks, or a list of them.
    func readAuthentication(_ api: Section) -> [Authentication] {
        guard let value = api.value("auth") else { return [] }
        var values = [value]
        if case .sequence(let several) = value.content { values = several }
        let read = values.enumerated().compactMap { index, value in
            let path = api.path(of: values.count > 1 ? "auth[\(index)]" : "auth")
            return readOne(value, path: path, api)
        }
        guard read.count(where: \.needsToken) > 1 else { return joiningKeyFiles(read) }
        api.wrong(
            "auth", "a list with several ways to have a token",
            expected: "oauth2 or session, once; a session's token may be a list",
            at: value.position)
        return read
    }

    private func readOne(_ value: YAMLValue, path: String, _ api: Section) -> Authentication? {
        let open = Section(value, path: path, report: report, references: api.references)
        let kind: Kind = open.choice("kind", default: .none)
        let section = Section(
            value, path: path, keys: ["kind"] + (Self.authenticationKeys[kind] ?? []),
            report: report,
            references: api.references)
        let key = "a secret such as ${env:API_KEY}"
        switch kind {
        case .none: return nil
        case .header, .query, .body:
            let name = section.requiredText("name", expected: "a name") { !$0.isEmpty }
            switch kind {
            case .query: return readKey(section, "value", .query(name), expected: key)
            case .body: return readKey(section, "value", .body(name), expected: key)
            default:
                let prefix = section.scalar("prefix", expected: "a text such as 'Token '")?.text
                let use = TokenUse.header(name: name, prefix: prefix ?? "")
                return readKey(section, "value", use, expected: key)
            }
        case .bearer:
            let use = TokenUse.header(name: "Authorization", prefix: "Bearer ")
            return readKey(section, "token", use, expected: key)
        case .basic: return readBasic(section)
        case .oauth2: return readOAuth2(section, expected: key)
        case .session: return readSession(section)
        case .signature: return readSignature(section, expected: key)
        }
    }

    private func readBasic(_ section: Section) -> Authentication? {
        let user = section.scalar("user", expected: "a user's name")?.text ?? ""
        // Some vendors take a key as the user, and no password.
        let password =
            section.value("password") == nil
            ? "" : secret(section, "password", expected: "a secret such as ${env:PASSWORD}")
        guard let password else { return nil }
        let basic = Authentication.basic(user: user, password: Secret(password))
        secrets.add(Authentication.basicText(user: user, password: Secret(password)))
        return basic
    }

    private func readOAuth2(_ section: Section, expected: String) -> Authentication? {
        let url = section.requiredText(
            "token_url", expected: "a URL such as https://login.example.com/token"
        ) { (try? SourceURL($0)) != nil }
        guard let client = section.scalar("client_id", expected: "a client's id")?.text,
            let secret = secret(section, "client_secret", expected: expected)
        else {
            if section.value("client_id") == nil {
                section.missing("client_id", expected: "a client's id")
            }
            return nil
        }
        let written = section.value("refresh_token").flatMap { _ in
            self.secret(section, "refresh_token", expected: expected)
        }
        let kept = readTokenFile(section, isNeeded: written == nil)
        let refresh = kept?.token ?? written
        return .oauth2(
            OAuth2Plan(
                tokenURL: url, clientID: client, clientSecret: Secret(secret),
                scope: section.scalar("scope", expected: "a scope")?.text,
                refreshToken: refresh.map { Secret($0) }, refreshTokenFile: kept?.path))
    }

    /// The file that keeps a refresh token, and the token where there is one already.
    private func readTokenFile(
        _ section: Section, isNeeded: Bool
    ) -> (path: String, token: String?)? {
        let expected = "a file, as seen from this file's folder"
        guard let scalar = section.scalar("refresh_token_file", expected: expected),
            let surroundings = section.references?.surroundings
        else { return nil }
        let path = Path.join(scalar.text, besides: report.file)
        guard let bytes = try? surroundings.readFile(path) else {
            if isNeeded {
                section.wrong(
                    "refresh_token_file", "a file that cannot be read",
                    expected: "a file with the first refresh token, or refresh_token beside it",
                    at: scalar.position)
            }
            return (path, nil)
        }
        guard let token = OAuth2Plan.refreshToken(inFile: bytes) else {
            section.wrong(
                "refresh_token_file", "a file without a token", expected: "one line of text",
                at: scalar.position)
            return nil
        }
        secrets.add(token)
        return (path, token)
    }

    private func readSignature(_ section: Section, expected: String) -> Authentication? {
        guard let key = secret(section, "key", expected: expected) else { return nil }
        guard let place = readPlace(section) else {
            section.missing("query", expected: "the parameter of the signature, or header")
            return nil
        }
        var plan = SignaturePlan(key: Secret(key), place: place)
        plan.keyIsBase64 =
            section.parsed("key_is", expected: "text or base64") {
                ["text": false, "base64": true][$0]
            }
            ?? false
        plan.isBase64 =
            section.parsed("encoding", expected: "hex or base64") {
                ["hex": false, "base64": true][$0]
            }
            ?? false
        let parts = section.list("over", expected: "a list such as [timestamp, method, path, body]")
        let words = SignaturePlan.Part.allCases.map(\.rawValue)
        if let parts {
            plan.parts = parts.compactMap { value in
                made(section, "over", value, expected: Shown.alternatives(words)) {
                    text throws(PollProblem) in
                    guard let part = SignaturePlan.Part(rawValue: text) else {
                        throw PollProblem(
                            "\(Shown.quoted(text)) is no part of a request. expected"
                                + " \(Shown.alternatives(words))")
                    }
                    return part
                }
            }
        }
        if section.value("timestamp") != nil {
            let time = section.section("timestamp", keys: ["header", "query", "format"])
            let format = made(time, "format", expected: "s, ms, us, ns or rfc3339") {
                text throws(PollProblem) in try TimeFormat(text)
            }
            if let place = readPlace(time) {
                plan.timestamp = (place, format ?? .count(.milliseconds))
            } else {
                time.missing("query", expected: "the parameter of the time, or header")
            }
        }
        return .signature(plan)
    }

    private func readPlace(_ section: Section) -> SignaturePlan.Place? {
        if let name = section.scalar("header", expected: "a header's name")?.text {
            return .header(name)
        }
        return section.scalar("query", expected: "a parameter's name").map { .query($0.text) }
    }
}
