internal import Contracts
internal import JSONColumns
internal import Telemetry
internal import YAML

extension SourceFileReader {
    private static let second: Int64 = 1_000_000_000

    /// A login, and what of its answer requests show.
    func readSession(_ section: Section) -> Authentication? {
        let parts = readParts(section)
        let life =
            section.value("life") == nil
            ? nil
            : section.duration("life", default: 1, in: Self.second...366 * 86_400 * Self.second)
        guard let login = readLogin(section), !parts.isEmpty else { return nil }
        return .session(SessionPlan(login: login, parts: parts, life: life))
    }

    private func readLogin(_ parent: Section) -> SessionPlan.Login? {
        guard parent.value("login") != nil else {
            parent.missing(
                "login", expected: "a request such as {path: /sessions, json: {user: me}}")
            return nil
        }
        let section = parent.section(
            "login", keys: ["method", "path", "headers", "form", "json"])
        let path = section.requiredText("path", expected: "a path such as /sessions") {
            $0.hasPrefix("/")
        }
        var login = SessionPlan.Login(path: path)
        let methods = ["POST", "PUT", "GET"]
        login.method =
            section.parsed(
                "method", expected: Shown.alternatives(methods), candidates: methods
            ) { methods.contains($0) ? $0 : nil } ?? login.method
        login.headers = texts(section, "headers").map {
            SessionPlan.Field(name: $0.name, value: Secret($0.value))
        }
        if let body = readBody(section) {
            login.body = Secret(body.text)
            login.contentType = body.contentType
        }
        return login
    }

    private func readBody(_ login: Section) -> (text: String, contentType: String)? {
        switch (login.value("form"), login.value("json")) {
        case (nil, nil): return nil
        case (.some, nil):
            let body = Draft.Body.form(texts(login, "form"))
            return (String(decoding: body.bytes, as: UTF8.self), body.contentType)
        case (nil, .some(let value)):
            guard case .mapping = value.content else {
                login.wrong(
                    "json", value.kindName, expected: "a mapping such as {user: me}",
                    at: value.position)
                return nil
            }
            return json(value, login, "json").map { ($0.text, "application/json") }
        case (.some, .some(let value)):
            login.wrong("json", "given beside form", expected: "one of them", at: value.position)
            return nil
        }
    }

    /// Names and texts; what a name calls a secret is one.
    private func texts(_ parent: Section, _ key: String) -> [Draft.Field] {
        let section = parent.openSection(key)
        return section.entries.compactMap { entry in
            report.give(section.path(of: entry.key))
            return text(entry.value, section, entry.key).map {
                Draft.Field(name: entry.key, value: $0)
            }
        }
    }

    private func text(_ value: YAMLValue, _ section: Section, _ key: String) -> String? {
        let scalar = section.scalar(
            value, key, expected: "a text, or a secret such as ${env:PASSWORD}")
        if let scalar, ExchangeRedaction.speaksOfCredentials(key),
            !["true", "false"].contains(scalar.text)
        {
            secrets.addReferred(scalar.text)
        }
        return scalar?.text
    }

    private func json(_ value: YAMLValue, _ section: Section, _ key: String) -> JSONValue? {
        switch value.content {
        case .refused: return nil
        case .scalar: return text(value, section, key).map { .string($0) }
        case .sequence(let elements):
            return .array(elements.compactMap { json($0, section, key) })
        case .mapping(let entries):
            report.give(section.path(of: key))
            let inner = Section(
                value, path: section.path(of: key), report: report, references: section.references)
            return .object(
                JSONObject(
                    entries.compactMap { entry in
                        report.give(inner.path(of: entry.key))
                        return json(entry.value, inner, entry.key).map {
                            JSONObject.Member(entry.key, $0)
                        }
                    }))
        }
    }

    /// What of the login's answer requests show: one, or a list.
    private func readParts(_ section: Section) -> [SessionPlan.Part] {
        guard let value = section.value("token") else {
            section.missing(
                "token",
                expected: "what requests show, such as {from: data.token, send_as: {header: X-Id}}")
            return []
        }
        guard case .sequence(let values) = value.content else {
            return [readPart(value, section.path(of: "token"), section)].compactMap(\.self)
        }
        return values.enumerated().compactMap { index, value in
            readPart(value, "\(section.path(of: "token"))[\(index)]", section)
        }
    }

    private func readPart(
        _ value: YAMLValue, _ path: String, _ parent: Section
    ) -> SessionPlan.Part? {
        let section = Section(
            value, path: path, keys: ["from", "header", "send_as"], report: report,
            references: parent.references)
        let use = readUse(section)
        let place: SessionPlan.Place?
        if let name = section.scalar("header", expected: "a header's name")?.text {
            place = .header(name)
        } else if section.value("from") == nil {
            section.missing("from", expected: "a path in the answer's body, or header")
            place = nil
        } else {
            place = made(section, "from", expected: "a path such as data.token") {
                text throws(PollProblem) in .body(try ValuePath(text))
            }
        }
        guard let place, let use else { return nil }
        return SessionPlan.Part(place: place, use: use)
    }

    private func readUse(_ parent: Section) -> TokenUse? {
        let section = parent.section("send_as", keys: ["header", "prefix", "query", "body"])
        let places = ["header", "query", "body"]
        let given = places.filter { section.value($0) != nil }
        guard let place = given.first, given.count == 1 else {
            report.add(
                "'\(section.path)' has \(given.isEmpty ? "no place" : Shown.alternatives(given))",
                expected: "one of \(Shown.alternatives(places))", at: section.position)
            return nil
        }
        guard let name = section.scalar(place, expected: "a name")?.text else { return nil }
        switch place {
        case "query": return .query(name)
        case "body": return .body(name)
        default:
            let prefix = section.scalar("prefix", expected: "a text such as 'Bearer '")?.text
            return .header(name: name, prefix: prefix ?? "")
        }
    }
}
