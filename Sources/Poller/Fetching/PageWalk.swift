internal import HTTPTransfer
internal import JSONColumns

/// Goes from one page of an answer to the next.
struct PageWalk: Sendable {
    /// What the next request needs to know.
    enum Page: Sendable, Equatable {
        case first
        case number(Int64)
        case offset(Int64)
        case token(String)
        case url(String)
        /// The range moved.
        case range(FetchRange)
    }

    /// What was in a page.
    struct Content {
        let response: HTTPResponse
        let body: ResponseBody
        /// How many records it had, before any were left out.
        let rowCount: Int
        /// The earliest and the latest of their times.
        let times: ClosedRange<Int64>?
        /// The largest of their ids.
        let lastID: Int64?
    }

    private let plan: PagingPlan
    private let granularity: Int64
    private(set) var page: Page

    init(_ plan: PagingPlan, granularity: Int64) {
        self.plan = plan
        self.granularity = max(1, granularity)
        page =
            switch plan {
            case .number(let start, _): .number(start)
            case .offset: .offset(0)
            default: .first
            }
    }

    /// Goes on; false when the page was the last.
    ///
    /// - Parameter range: what this page was asked for.
    /// - Throws: when the vendor leads in a circle.
    mutating func advance(_ content: Content, _ range: FetchRange) throws(PollProblem) -> Bool {
        if movesByTime, content.rowCount >= plan.size ?? .max, content.times == nil {
            throw PollProblem(
                "a full page has no record that is taken: where the next one begins is unknown."
                    + " take records in fields and leave them out later, or page otherwise")
        }
        guard let next = next(content, range) else { return false }
        guard next != page else {
            throw PollProblem("the next page is the same one again: the vendor's pages never end")
        }
        page = next
        return true
    }

    private var movesByTime: Bool {
        switch plan {
        case .forward, .backward: true
        default: false
        }
    }

    private func next(_ content: Content, _ range: FetchRange) -> Page? {
        switch plan {
        case .none: return nil
        case .number(_, let stop):
            guard case .number(let number) = page, !ends(content, stop) else { return nil }
            return .number(number + 1)
        case .offset(let size, let stop):
            guard case .offset(let offset) = page, !ends(content, stop) else { return nil }
            return .offset(offset + size)
        case .token(let link): return target(link, content).map { .token($0) }
        case .nextURL(let link): return target(link, content).map { .url($0) }
        case .forward(let size): return moved(content, range, size, isForward: true)
        case .backward(let size): return moved(content, range, size, isForward: false)
        case .ids(let size):
            guard content.rowCount >= size, let last = content.lastID, last < .max else {
                return nil
            }
            return .range(.id(last + 1))
        }
    }

    private func ends(_ content: Content, _ stop: PageStop) -> Bool {
        if content.rowCount == 0 || content.rowCount < stop.size ?? 0 { return true }
        guard let condition = stop.condition else { return false }
        return condition.isTrue(
            in: ConditionScope(
                status: content.response.status,
                headers: content.response.headers.map { ($0.name, $0.value) },
                body: content.body, recordCount: content.rowCount))
    }

    private func moved(
        _ content: Content, _ range: FetchRange, _ size: Int, isForward: Bool
    ) -> Page? {
        guard case .time(var slice) = range, content.rowCount >= size,
            let times = content.times
        else { return nil }
        if isForward {
            slice.start = times.upperBound.addingReportingOverflow(granularity).partialValue
        } else {
            slice.end = times.lowerBound
        }
        return slice.start < slice.end ? .range(.time(slice)) : nil
    }

    /// What a page says comes next; nil when it says nothing.
    private func target(_ link: PageLink, _ content: Content) -> String? {
        let text: String?
        switch link {
        case .body(let path):
            switch path.first(in: content.body.value) {
            case .string(let string): text = string
            case .number(let number): text = number.text
            default: text = nil
            }
        case .header(let name): text = content.response.header(name)
        case .linkHeader:
            text = content.response.header("link").flatMap(LinkHeader.next)
        }
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Links in a header: `<https://a.example/b?page=2>; rel="next"` (RFC 8288).
enum LinkHeader {
    /// The target of the relation `next`.
    static func next(_ text: String) -> String? {
        for part in text.split(separator: "<").dropFirst(0) {
            guard let end = part.firstIndex(of: ">") else { continue }
            let parameters = part[part.index(after: end)...].split(separator: ";").map {
                $0.filter { $0 != " " && $0 != "\"" && $0 != "," }.lowercased()
            }
            if parameters.contains("rel=next") { return String(part[..<end]) }
        }
        return nil
    }
}
