internal import Contracts
internal import YAML

extension SourceFileReader {
    private enum Kind: String, CaseIterable {
        case none, number, offset, token, next_url, forward, backward, ids
    }

    private static let pagingKeys: [Kind: [String]] = [
        .none: ["size", "newest_first"],
        .number: ["start", "size", "stop", "newest_first"],
        .offset: ["size", "stop", "newest_first"],
        .token: ["from", "header", "size", "newest_first"],
        .next_url: ["from", "header", "size", "newest_first"],
        .forward: ["size"], .backward: ["size"], .ids: ["size"],
    ]

    /// What a request has to ask with, so that its pages differ.
    private static let namesNeeded: [Kind: [String]] = [
        .number: ["page.number"], .offset: ["page.offset"], .token: ["page.token"],
        .forward: ["slice.start", "cursor"], .backward: ["slice.end"], .ids: ["cursor"],
    ]

    func readPaging(
        _ cursor: CursorPlan, _ request: RequestPlan?
    ) -> (plan: PagingPlan, feed: FeedPlan?, size: Int?) {
        let open = root.openSection("paging")
        let kind: Kind = open.choice("kind", default: .none)
        let section = root.section("paging", keys: ["kind"] + (Self.pagingKeys[kind] ?? []))
        let isTime = if case .time = cursor { true } else { false }
        let isID = if case .id = cursor { true } else { false }
        let needsTime = kind == .forward || kind == .backward
        if needsTime && !isTime || kind == .ids && !isID {
            section.wrong(
                "kind", "'\(kind.rawValue)' without a cursor of \(needsTime ? "times" : "ids")",
                expected: "cursor: {kind: \(needsTime ? "time" : "id"), ...}", at: section.position)
        }
        if let request, let names = Self.namesNeeded[kind],
            !names.contains(where: request.names.contains)
        {
            section.wrong(
                "kind", "'\(kind.rawValue)', and every page would be asked for alike",
                expected: "{{ \(names[0]) }} in the request", at: section.position)
        }
        let size =
            section.value("size") == nil
            ? nil : section.integer("size", default: 1, in: 1...1_000_000)
        let isFeed = readFeed(section, kind, isTime: isTime)
        let needsSize = isFeed || [.offset, .forward, .backward, .ids].contains(kind)
        if size == nil, section.value("size") == nil, needsSize {
            section.missing("size", expected: "how many records a full page has, such as 1000")
        }
        return (
            readPlan(section, kind, size: size), isFeed ? FeedPlan(size: size ?? 1) : nil, size
        )
    }

    /// Whether pages begin with the newest record, and end where they reach the slice's start.
    private func readFeed(_ section: Section, _ kind: Kind, isTime: Bool) -> Bool {
        guard Self.pagingKeys[kind]?.contains("newest_first") == true,
            section.flag("newest_first", default: false)
        else { return false }
        if !isTime {
            section.wrong(
                "newest_first", "without a cursor of times", expected: "cursor: {kind: time, ...}",
                at: section.position)
        }
        return true
    }

    private func readPlan(_ section: Section, _ kind: Kind, size: Int?) -> PagingPlan {
        let full = size ?? 1
        switch kind {
        case .none: return .none
        case .number:
            let start = section.integer("start", default: 1, in: 0...1_000_000_000)
            return .number(start: Int64(start), stop: readStop(section, size))
        case .offset: return .offset(size: Int64(full), stop: readStop(section, size))
        case .token: return readLink(section).map { .token($0) } ?? .none
        case .next_url: return readLink(section).map { .nextURL($0) } ?? .none
        case .forward: return .forward(size: full)
        case .backward: return .backward(size: full)
        case .ids: return .ids(size: full)
        }
    }

    private func readStop(_ section: Section, _ size: Int?) -> PageStop {
        let condition = made(
            section, "stop", expected: "a condition such as body.page >= body.pages"
        ) { text throws(PollProblem) in
            try Condition(text, roots: [.status, .header, .body, .records])
        }
        return PageStop(size: size, condition: condition)
    }

    private func readLink(_ section: Section) -> PageLink? {
        if let name = section.scalar("header", expected: "a header's name")?.text {
            return name.lowercased() == "link" ? .linkHeader : .header(name)
        }
        guard section.value("from") != nil else {
            section.missing("from", expected: "a path in the body, or header")
            return nil
        }
        return made(section, "from", expected: "a path such as next_page_token") {
            text throws(PollProblem) in .body(try ValuePath(text))
        }
    }
}
