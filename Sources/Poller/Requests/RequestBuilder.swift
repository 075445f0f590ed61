internal import Bytes
package import HTTPTransfer
internal import Telemetry

/// Makes a source's requests.
package struct RequestBuilder: Sendable {
    private let api: APIPlan
    private let plan: RequestPlan

    /// Makes a builder for a source.
    package init(_ source: SourcePlan) {
        api = source.api
        plan = source.request
    }

    /// The request for the values of a scope.
    ///
    /// - Parameters:
    ///   - token: the OAuth 2.0 token, where the source needs one.
    ///   - now: for signatures that hold the time.
    package func request(
        _ scope: TemplateScope, token: String? = nil, now: Int64
    ) throws(PollProblem) -> HTTPRequest {
        var draft = Draft(
            method: plan.method, path: api.basePath + (try plan.path.render(scope, for: .path)))
        draft.query = try fields(plan.query, scope, place: .query)
        try addHeaders(to: &draft, scope)
        draft.body = try body(scope, &draft)
        return try finish(&draft, token: token, now: now)
    }

    /// The request for the next page, whose URL an answer gave; method and body are the same.
    ///
    /// - Parameter base: the URL that was answered: a relative one goes on from it.
    /// - Throws: when it leads elsewhere than to the source's origin.
    package func request(
        following url: String, from base: String, _ scope: TemplateScope, token: String? = nil,
        now: Int64
    ) throws(PollProblem) -> HTTPRequest {
        let parts = try SourceURL(base).resolving(url)
        guard parts.origin == api.origin else {
            throw PollProblem(
                "the next page is at \(parts.origin.urlText), and the source asks"
                    + " \(api.origin.urlText) only. its secrets are not sent there")
        }
        var draft = Draft(method: plan.method, path: parts.path)
        // What shows who asks is not in such a URL, or no longer good.
        draft.rawQuery = parts.query.map { Self.removing(authenticationNames, from: $0) }
        try addHeaders(to: &draft, scope)
        draft.body = try body(scope, &draft)
        return try finish(&draft, token: token, now: now)
    }

    private func addHeaders(to draft: inout Draft, _ scope: TemplateScope) throws(PollProblem) {
        for field in try fields(api.headers + plan.headers, scope, place: .header) {
            draft.headers.append(HTTPHeader(field.name, field.value))
        }
    }

    private func finish(
        _ draft: inout Draft, token: String?, now: Int64
    ) throws(PollProblem) -> HTTPRequest {
        for authentication in api.authentication {
            try authentication.apply(to: &draft, token: token, now: now)
        }
        var request = HTTPRequest(
            method: draft.method, url: api.origin.urlText + draft.target,
            headers: draft.headers, body: draft.body?.bytes, limits: api.exchange)
        if let type = draft.body?.contentType, request.header("content-type") == nil {
            request.headers.append(HTTPHeader("Content-Type", type))
        }
        return request
    }

    private func fields(
        _ fields: [RequestPlan.Field], _ scope: TemplateScope, place: TemplatePlace
    ) throws(PollProblem) -> [Draft.Field] {
        var values: [Draft.Field] = []
        for field in fields {
            // The first page has no token, and the first poll no cursor.
            let absent = field.value.names.filter { $0.hasPrefix("page.") && scope[$0] == nil }
            if !absent.isEmpty, (try? field.value.render(scope, for: place)) == nil { continue }
            // A query is encoded as a whole, so that what the file writes is encoded, too.
            let rendered = try field.value.render(scope, for: place == .query ? .plain : place)
            values.append(Draft.Field(name: field.name, value: rendered))
        }
        return values
    }

    private func body(_ scope: TemplateScope, _ draft: inout Draft) throws(PollProblem)
        -> Draft.Body?
    {
        switch plan.body {
        case nil: return nil
        case .form(let fields):
            return .form(try self.fields(fields, scope, place: .query))
        case .json(let template):
            return .text(
                try template.render(scope, for: .json), contentType: "application/json")
        case .raw(let template, let type):
            return .text(try template.render(scope), contentType: type)
        }
    }

    private var authenticationNames: [String] {
        api.authentication.flatMap { authentication -> [String] in
            switch authentication {
            case .query(let name, _): [name]
            case .session(let plan): plan.parts.compactMap(\.use.parameter)
            case .keyFiles(let files): files.compactMap(\.use.parameter)
            case .signature(let plan):
                [plan.place, plan.timestamp?.place].compactMap { place in
                    if case .query(let name) = place { return name }
                    return nil
                }
            default: []
            }
        }
    }

    private static func removing(_ names: [String], from query: String) -> String {
        query.split(separator: "&").filter { part in
            !names.contains { part.hasPrefix("\($0)=") }
        }.joined(separator: "&")
    }
}

extension HTTPRequest {
    /// The value of the first header field of a name.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
