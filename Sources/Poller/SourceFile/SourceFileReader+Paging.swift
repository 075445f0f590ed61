internal import Contracts
internal import YAML

extension SourceFileReader {
    private enum Kind: String, CaseIterable {
        case none, number, offset, token, next_url, forward, backward, ids
    }

    func readPaging(_ cursor: CursorPlan) -> (plan: PagingPlan, feed: FeedPlan?) {
        let section = root.section(
            "paging", keys: ["kind", "start", "size", "stop", "from", "header", "newest_first"])
        let kind: Kind = section.choice("kind", default: .none)
        let isTime = if case .time = cursor { true } else { false }
        let isID = if case .id = cursor { true } else { false }
        let needsTime = kind == .forward || kind == .backward
        if needsTime && !isTime || kind == .ids && !isID {
            section.wrong(
                "kind", "'\(kind.rawValue)' without a cursor of \(needsTime ? "times" : "ids")",
                expected: "cursor: {kind: \(needsTime ? "time" : "id"), ...}", at: section.position)
        }
        return (readPlan(section, kind), readFeed(section, kind, isTime: isTime))
    }

    /// How pages that begin with the newest record end.
    private func readFeed(_ section: Section, _ kind: Kind, isTime: Bool) -> FeedPlan? {
        guard section.flag("newest_first", default: false) else { return nil }
        let moves = [.forward, .backward, .ids].contains(kind)
        if moves || !isTime {
            section.wrong(
                "newest_first", moves ? "beside '\(kind.rawValue)'" : "without a cursor of times",
                expected: moves
                    ? "kind none, number, offset, token or next_url" : "cursor: {kind: time, ...}",
                at: section.position)
        }
        return FeedPlan(size: readSize(section))
    }

    private func readPlan(_ section: Section, _ kind: Kind) -> PagingPlan {
        switch kind {
        case .none: return .none
        case .number:
            let start = section.integer("start", default: 1, in: 0...1_000_000_000)
            return .number(start: Int64(start), stop: readStop(section))
        case .offset: return .offset(size: Int64(readSize(section)), stop: readStop(section))
        case .token: return readLink(section).map { .token($0) } ?? .none
        case .next_url: return readLink(section).map { .nextURL($0) } ?? .none
        case .forward: return .forward(size: readSize(section))
        case .backward: return .backward(size: readSize(section))
        case .ids: return .ids(size: readSize(section))
        }
    }

    private func readSize(_ section: Section) -> Int {
        if section.value("size") == nil {
            section.missing("size", expected: "how many records a full page has, such as 1000")
        }
        return section.integer("size", default: 1, in: 1...1_000_000)
    }

    private func readStop(_ section: Section) -> PageStop {
        let size =
            section.value("size") == nil
            ? nil : section.integer("size", default: 1, in: 1...1_000_000)
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
