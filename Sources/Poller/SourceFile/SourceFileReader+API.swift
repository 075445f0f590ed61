internal import Contracts
internal import HTTPTransfer
internal import Telemetry
internal import YAML

extension SourceFileReader {
    private static let second: Int64 = 1_000_000_000

    func readAPI() -> APIPlan? {
        let section = root.section(
            "api",
            keys: [
                "base_url", "headers", "auth", "timeout", "connect_timeout", "response_size",
                "rate_limits", "backfill", "learn", "concurrency", "tls", "proxy", "no_proxy",
            ])
        let expected = "a URL such as https://api.example.com/v2"
        guard section.value("base_url") != nil else {
            section.missing("base_url", expected: expected)
            return nil
        }
        guard
            let parts = made(
                section, "base_url", expected: expected,
                { text throws(PollProblem) in try SourceURL(text) })
        else { return nil }
        if parts.query != nil {
            section.wrong(
                "base_url", "a URL with a query", expected: "parameters under request.query",
                at: section.position)
        }
        var api = APIPlan(origin: parts.origin, basePath: Self.trimmed(parts.path))
        api.headers = readFields(section, "headers", names: [])
        api.authentication = readAuthentication(section)
        api.exchange = readExchange(section)
        api.rateLimits = readRateLimits(section)
        api.learned = readLearned(section)
        api.concurrency = section.integer("concurrency", default: 4, in: 1...256)
        api.backfill = readBackfill(section, api)
        api.connection = readConnection(section)
        return api
    }

    private static func trimmed(_ path: String) -> String {
        path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private func readExchange(_ section: Section) -> HTTPLimits {
        func duration(_ key: String, _ seconds: Int64) -> Duration {
            let nanoseconds = section.duration(
                key, default: seconds * Self.second, in: 100_000_000...3600 * Self.second)
            return .nanoseconds(nanoseconds)
        }
        return HTTPLimits(
            connectTimeout: duration("connect_timeout", 10), timeout: duration("timeout", 30),
            bodyBytesMax: section.size(
                "response_size", default: 32 << 20, in: 1024...1 << 30))
    }

    private func readRateLimits(_ section: Section) -> [RateLimit] {
        let expected = "a list such as [{weight: 5, per: 1m}]"
        return (section.list("rate_limits", expected: expected) ?? []).enumerated().map {
            index, value in
            let limit = Section(
                value, path: section.path(of: "rate_limits[\(index)]"), keys: ["weight", "per"],
                report: report, references: section.references)
            for key in ["weight", "per"] where limit.value(key) == nil {
                limit.missing(key, expected: key == "per" ? "a duration such as 1m" : "a number")
            }
            return RateLimit(
                weight: limit.integer("weight", default: 1, in: 1...RateLimit.weightMax),
                window: limit.duration(
                    "per", default: 60 * Self.second, in: 1_000_000...31 * 86_400 * Self.second))
        }
    }

    private func readBackfill(_ api: Section, _ plan: APIPlan) -> BackfillShare? {
        guard api.value("backfill") != nil else { return nil }
        let section = api.section("backfill", keys: ["rate_limits", "concurrency"])
        var share = BackfillShare.half(of: plan.rateLimits, concurrency: plan.concurrency)
        if section.value("rate_limits") != nil { share.rateLimits = readRateLimits(section) }
        share.concurrency = section.integer(
            "concurrency", default: share.concurrency, in: 1...256)
        return share
    }

    private func readLearned(_ section: Section) -> [LearnedLimit] {
        let expected = "a list such as [{remaining: x-ratelimit-remaining}]"
        return (section.list("learn", expected: expected) ?? []).enumerated().map { index, value in
            let rule = Section(
                value, path: section.path(of: "learn[\(index)]"),
                keys: ["remaining", "used", "budget", "reset", "reset_is", "per"],
                report: report, references: section.references)
            let learned = LearnedLimit(
                remaining: rule.scalar("remaining", expected: "a header's name")?.text,
                used: rule.scalar("used", expected: "a header's name")?.text,
                budget: rule.value("budget") == nil
                    ? nil : rule.integer("budget", default: 1, in: 1...RateLimit.weightMax),
                reset: rule.scalar("reset", expected: "a header's name")?.text,
                resetIsTime: rule.parsed("reset_is", expected: "time or seconds") { text in
                    ["time": true, "seconds": false][text]
                } ?? false,
                window: rule.duration(
                    "per", default: 60 * Self.second, in: 1_000_000...86_400 * Self.second))
            if learned.remaining == nil, learned.used == nil || learned.budget == nil {
                rule.missing("remaining", expected: "a header's name, or used and budget")
            }
            return learned
        }
    }

    private func readConnection(_ section: Section) -> ConnectionPlan {
        var connection = ConnectionPlan()
        let tls = section.section(
            "tls", keys: ["ca_file", "cert_file", "key_file", "key_password"])
        func file(_ key: String) -> String? {
            tls.scalar(key, expected: "a file, as seen from this file's folder").map {
                Path.join($0.text, besides: report.file)
            }
        }
        connection.caFile = file("ca_file")
        connection.certificateFile = file("cert_file")
        connection.keyFile = file("key_file")
        connection.proxy = readProxy(section)
        connection.noProxy = readNoProxy(section)
        if tls.value("key_password") != nil {
            connection.keyPassword = secret(
                tls, "key_password", expected: "a secret such as ${env:KEY_PASSWORD}"
            ).map { Secret($0) }
        }
        for key in ["key_file", "key_password"]
        where tls.value(key) != nil && tls.value("cert_file") == nil {
            tls.missing("cert_file", expected: "the certificate that \(key) belongs to")
            break
        }
        return connection
    }

    private func readNoProxy(_ section: Section) -> [String] {
        let expected = "a list of hosts such as [localhost, .example.com]"
        guard let values = section.list("no_proxy", expected: expected) else { return [] }
        if section.value("proxy") == nil {
            section.missing("proxy", expected: "the proxy that these hosts are asked without")
        }
        return values.compactMap { value in
            made(section, "no_proxy", value, expected: expected) { text throws(PollProblem) in
                let isHost = text.utf8.allSatisfy { $0 > 0x20 && !",/@".utf8.contains($0) }
                guard isHost, !text.isEmpty else {
                    throw PollProblem("a host was expected, such as localhost or .example.com")
                }
                return text
            }
        }
    }

    private func readProxy(_ section: Section) -> String? {
        let url = section.scalar("proxy", expected: "a URL such as http://proxy:3128")?.text
        // User and password are secrets, also where they are written down in the file.
        let authority = url?.split(separator: "/").dropFirst().first ?? ""
        if let at = authority.lastIndex(of: "@") {
            for part in authority[..<at].split(separator: ":", maxSplits: 1).dropFirst() {
                secrets.add(String(part))
            }
        }
        return url
    }

    /// Names with templates as values.
    func readFields(_ section: Section, _ key: String, names: [String]) -> [RequestPlan.Field] {
        let fields = section.openSection(key)
        return fields.entries.compactMap { entry in
            report.give(fields.path(of: entry.key))
            let template = made(
                fields, entry.key, entry.value, expected: "a value or a template",
                { text throws(PollProblem) in
                    try Template(text, names: names, zones: zones)
                })
            return template.map { RequestPlan.Field(entry.key, $0) }
        }
    }
}
