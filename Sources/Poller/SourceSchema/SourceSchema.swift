internal import JSONColumns

/// The form of a source's file as a JSON Schema, for editors that check YAML while it is written.
package enum SourceSchema {
    /// The schema's text.
    package static var text: String {
        var root = SchemaNode.object(members).json.object ?? JSONObject()
        root["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
        root["title"] = .string("A REST source of ticklake")
        root["$defs"] = .object(["shape": shape.json, "auth": authentication.json])
        return JSONValue.object(root).text
    }

    private static var members: [SchemaNode.Member] {
        [
            .init(
                "source", .text(pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$"),
                "the name: part of record ids and of the state's place", isRequired: true),
            .init("topic", .text(pattern: nil), "a topic of the pipeline file", isRequired: true),
            .init("enabled", .flag, "whether it is polled unless it is named"),
            .init("api", api, "whom to ask, and as whom", isRequired: true),
            .init("request", request, "what to ask", isRequired: true),
            .init("partitions", partitions, "the things that are asked for one by one"),
            .init("calendar", .anyText, "the file of a market's sessions"),
            .init("cursor", cursor, "how polling goes on"),
            .init("paging", paging, "how an answer goes on"),
            .init("records", records, "what answers become", isRequired: true),
            .init("mapping", mapping, "which records of the topic they become", isRequired: true),
            .init("responses", .list(rule), "what answers mean, the first that holds"),
            .init("retries", retries, "how often a request is tried again"),
            .init(
                "schedule",
                .object([
                    .init("every", .duration, "the time between polls"),
                    .init("cron", .anyText, "five fields: minute hour day month weekday"),
                    .init("zone", .anyText, "whose clocks the fields are of"),
                    .init("only_when", hours([]), "the hours outside which it is not polled"),
                    .init("jitter", .duration, "polls are put off by up to this"),
                ]), "when it is polled"),
            .init(
                "limits",
                .object([
                    .init("pages", .number(least: 1), "pages of one slice"),
                    .init("round", .size, "bytes of records of one round"),
                    .init("recent", .number(least: 100), "records remembered for the lookback"),
                ]), "what is taken at most"),
            .init("heartbeats", .flag, "whether bars of quiet symbols are closed"),
        ]
    }

    /// Hours: sessions' names, other words, or the same hours every week.
    static func hours(_ others: [String]) -> SchemaNode {
        let names = MarketCalendar.Session.allCases.map(\.rawValue)
        return .any([
            .words(names + others), .list(.words(names)),
            .object([
                .init("from", .anyText, "when the market opens", isRequired: true),
                .init("to", .anyText, "when it closes", isRequired: true),
                .init("days", .list(.anyText), "on which days of the week"),
                .init("zone", .anyText, "whose clocks count"),
            ]),
        ])
    }

    private static let fields = SchemaNode.map(.scalar)
    private static var api: SchemaNode {
        .object([
            .init("base_url", .anyText, "the origin, and what paths begin with", isRequired: true),
            .init("headers", fields, "header fields of every request"),
            .init(
                "auth", .any([.reference("auth"), .list(.reference("auth"))]),
                "how requests show who asks"),
            .init("timeout", .duration, "how long an exchange may take"),
            .init("connect_timeout", .duration, "how long a connection may take"),
            .init("response_size", .size, "the largest body taken"),
            .init("rate_limits", rateLimits, "how much the host takes"),
            .init(
                "backfill",
                .object([
                    .init("rate_limits", rateLimits, "how much a backfill takes of it"),
                    .init("concurrency", .number(least: 1), "a backfill's requests at a time"),
                ]), "the share of polls of the past"),
            .init("learn", .list(learned), "headers that say what is left"),
            .init("concurrency", .number(least: 1), "requests at a time"),
            .init(
                "tls",
                .object([
                    .init("ca_file", .anyText, "authorities' certificates"),
                    .init("cert_file", .anyText, "our certificate"),
                    .init("key_file", .anyText, "our certificate's key"),
                    .init("key_password", .anyText, "what the key is encrypted with"),
                ]), "whom to trust, and who we are"),
            .init("proxy", .anyText, "the proxy's URL"),
            .init("no_proxy", .list(.anyText), "hosts that are asked without the proxy"),
        ])
    }

    private static var rateLimits: SchemaNode {
        .list(
            .object([
                .init("weight", .number(least: 1), "the weight", isRequired: true),
                .init("per", .duration, "the window", isRequired: true),
            ]))
    }

    private static var learned: SchemaNode {
        .object([
            .init("remaining", .anyText, "the header with the weight that is left"),
            .init("used", .anyText, "the header with the weight that was used"),
            .init("budget", .number(least: 1), "what `used` is compared with"),
            .init("reset", .anyText, "the header that says when the budget is whole again"),
            .init("reset_is", .words(["time", "seconds"]), "what `reset` holds"),
            .init("per", .duration, "the window where there is no `reset`"),
        ])
    }

    private static var authentication: SchemaNode {
        let place: [SchemaNode.Member] = [
            .init("header", .anyText, "a header's name"),
            .init("query", .anyText, "a parameter's name"),
        ]
        let kinds = [
            "none", "header", "query", "body", "basic", "bearer", "oauth2", "session", "signature",
        ]
        let texts: [SchemaNode.Member] = [
            ("name", "where the secret stands"), ("prefix", "what stands before it"),
            ("value", "the secret"), ("user", "the user"), ("password", "the password"),
            ("token_url", "where tokens are fetched"),
            ("client_id", "who fetches them"), ("client_secret", "what proves it"),
            ("scope", "what for"), ("refresh_token", "the token that others are made of"),
            ("refresh_token_file", "where it is kept when the vendor replaces it"),
            ("key", "the signature's key"),
        ].map { SchemaNode.Member($0.0, .anyText, $0.1) }
        let signature: [SchemaNode.Member] = [
            .init("key_is", .words(["text", "base64"]), "how the key is written"),
            .init(
                "over", .list(.words(SignaturePlan.Part.allCases.map(\.rawValue))),
                "what is signed"),
            .init("encoding", .words(["hex", "base64"]), "how the signature is written"),
            .init(
                "timestamp", .object(place + [.init("format", .anyText, "how it is written")]),
                "where the time stands"),
        ]
        let kind = SchemaNode.Member("kind", .words(kinds), "the way", isRequired: true)
        return .object([kind] + texts + signature + place + session)
    }

    private static var session: [SchemaNode.Member] {
        let part = SchemaNode.object([
            .init("from", .anyText, "where it stands in the body of the login's answer"),
            .init("header", .anyText, "the header of the answer that holds it"),
            .init(
                "send_as",
                .object([
                    .init("header", .anyText, "a header's name"),
                    .init("prefix", .anyText, "what stands before it in the header"),
                    .init("query", .anyText, "a parameter's name"),
                    .init("body", .anyText, "a field's name"),
                ]), "where requests show it", isRequired: true),
        ])
        return [
            .init(
                "login",
                .object([
                    .init("method", .words(["POST", "PUT", "GET"]), "the method"),
                    .init("path", .text(pattern: "^/"), "the path", isRequired: true),
                    .init("headers", fields, "header fields"),
                    .init("form", fields, "a form that is sent along"),
                    .init("json", .anyObject, "a JSON object that is sent along"),
                ]), "the request that opens a session"),
            .init(
                "token", .any([.anyText, part, .list(part)]),
                "the token, or what of the login's answer requests show"),
            .init("life", .duration, "how long a session lasts"),
        ]
    }

    private static var request: SchemaNode {
        .object([
            .init("method", .words(["GET", "POST", "PUT"]), "the method"),
            .init("path", .text(pattern: "^/"), "the path", isRequired: true),
            .init("query", fields, "parameters of the URL"),
            .init("headers", fields, "header fields"),
            .init(
                "body",
                .object([
                    .init("form", fields, "a form"), .init("json", .anyText, "a JSON text"),
                    .init("raw", .anyText, "any text"),
                    .init("content_type", .anyText, "what a raw text is"),
                ]), "what is sent along"),
            .init("weight", .number(least: 1), "what a request weighs"),
        ])
    }

    private static var partitions: SchemaNode {
        .map(
            .any([
                .list(.scalar),
                .object([
                    .init("values", .list(.scalar), "the values"),
                    .init("file", .anyText, "a file with a value on each line"),
                    .init("source", .anyText, "a source whose records' keys are taken"),
                    .init("field", .anyText, "the field of its records to take instead"),
                    .init("table", .anyText, "a table of the lake"),
                    .init("column", .anyText, "the table's column that has the values"),
                    .init("where", .anyText, "which rows of the table"),
                    .init("group", .number(least: 1), "how many one request asks for"),
                ]),
            ]))
    }
}
