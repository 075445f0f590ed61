internal import Bytes
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
        /// How many records it had, before any were left out or refused.
        let rowCount: Int
        /// Their times, those of records included that were left out or refused.
        let times: RowRun?
        /// Their ids, where the cursor is one.
        let ids: RowRun?
        /// Its first record.
        let firstRow: SourceRow?
    }

    /// A page of which it is not sure that it is the last.
    private struct Doubt {
        let rowCount: Int
        let firstRow: Hash128?
        let times: RowRun?
    }

    let plan: PagingPlan
    let granularity: Int64
    /// Whether one partition is asked for.
    let isSingle: Bool
    /// Whether no two records have one time.
    let hasOneRecordPerInstant: Bool
    /// How much later than a slice's start the time of its first record may be.
    let labelOffset: Int64
    /// Of a vendor that begins with the newest record and takes no times; nil for others.
    let feed: FeedPlan?
    /// The earliest time that was seen.
    var earliest: Int64?
    private(set) var page: Page
    /// The page before, where it may have been the last.
    private var doubt: Doubt?
    private let sizes: PageSizes
    /// What the last page's body was, for vendors that answer every number alike.
    private var lastBody: Hash128?

    /// Begins before the first page.
    ///
    /// - Parameters:
    ///   - members: how many partitions are asked for together.
    ///   - sizes: what is known of the vendor's pages.
    init(_ source: SourcePlan, members: Int, _ sizes: PageSizes) {
        plan = source.paging
        self.sizes = sizes
        granularity = max(1, source.granularity)
        isSingle = members == 1
        hasOneRecordPerInstant = isSingle && source.records.hasOneRecordPerInstant
        labelOffset = source.records.labelOffset
        feed = source.feed
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
    /// - Throws: when the vendor leads in a circle, or where the next page begins is unknown.
    mutating func advance(_ content: Content, _ range: FetchRange) throws(PollProblem) -> Bool {
        if let doubt {
            guard brings(content, behind: doubt, range) else {
                endDoubt()
                return false
            }
            self.doubt = nil
            if doubt.rowCount < plan.size ?? 0 { sizes.lower(to: doubt.rowCount) }
        }
        let isFull = content.rowCount >= plan.size.map(sizes.full) ?? 0
        var next = try next(content, range, isFull: isFull)
        let isDoubtful = next == nil && !isFull && isDoubtful(content)
        if isDoubtful { next = try? self.next(content, range, isFull: true) }
        if let feed, case .time(let slice) = range {
            next = try towards(slice, feed, content, next)
        }
        guard let next else { return false }
        if isDoubtful {
            doubt = Doubt(
                rowCount: content.rowCount, firstRow: content.firstRow?.digest,
                times: content.times)
            page = next
            return true
        }
        guard next != page else {
            throw PollProblem("the next page is the same one again: the vendor's pages never end")
        }
        try compare(content)
        page = next
        return true
    }

    /// Whether the page that is asked for is one behind what may have been the last.
    var isInDoubt: Bool { doubt != nil }

    /// Ends the walk at the page that may have been the last, and was.
    mutating func endDoubt() {
        if let doubt { sizes.prove(doubt.rowCount) }
        doubt = nil
    }

    /// Whether a page that is not full may not be the last: it may be as much as the vendor gives
    /// at once, or the file names a sign of the last one that it does not have.
    private func isDoubtful(_ content: Content) -> Bool {
        guard plan.size != nil, !ends(content, plan.stop) else { return false }
        return plan.stop.condition != nil || sizes.mayHideMore(content.rowCount)
    }

    /// Whether a page has records that the one before it has not.
    private func brings(_ content: Content, behind doubt: Doubt, _ range: FetchRange) -> Bool {
        guard content.rowCount > 0 else { return false }
        switch (plan, range) {
        case (.forward, _):
            guard let last = doubt.times?.greatest, let times = content.times else { return true }
            return times.greatest > last
        case (.backward, _):
            guard let first = doubt.times?.least, let times = content.times else { return true }
            return times.least < first
        case (.ids, .id(let id)): return content.ids.map { $0.greatest >= id } ?? true
        // Some vendors answer a number behind the last page with the last page.
        default: return content.firstRow.map { $0.digest != doubt.firstRow } ?? true
        }
    }

    /// Finds out a vendor whose pages with numbers are all the same.
    private mutating func compare(_ content: Content) throws(PollProblem) {
        switch plan {
        case .number, .offset: break
        default: return
        }
        let body = StableHash.hash128(content.body.bytes.span.rawBytes)
        guard body != lastBody else {
            throw PollProblem(
                "two pages are the same to the last byte: the vendor does not take their numbers,"
                    + " or answers with the last one again. say under paging.size or paging.stop"
                    + " which page is the last")
        }
        lastBody = body
    }

    private func next(
        _ content: Content, _ range: FetchRange, isFull: Bool
    ) throws(PollProblem) -> Page? {
        switch plan {
        case .none: return nil
        case .number(_, let stop):
            guard case .number(let number) = page, isFull, !ends(content, stop) else { return nil }
            return .number(number.addingSaturated(1))
        case .offset(let size, let stop):
            guard case .offset(let offset) = page, isFull, !ends(content, stop) else { return nil }
            return .offset(offset.addingSaturated(Int64(min(content.rowCount, Int(size)))))
        case .token(let link): return target(link, content).map { .token($0) }
        case .nextURL(let link): return target(link, content).map { .url($0) }
        case .forward:
            guard case .time(let slice) = range, isFull else { return nil }
            return try forward(content, slice).map { .range(.time($0)) }
        case .backward:
            guard case .time(let slice) = range, isFull else { return nil }
            return try backward(content, slice).map { .range(.time($0)) }
        case .ids:
            guard case .id(let id) = range, isFull else { return nil }
            return .range(.id(try behind(content, id)))
        }
    }

    private func ends(_ content: Content, _ stop: PageStop) -> Bool {
        if content.rowCount == 0 { return true }
        guard let condition = stop.condition else { return false }
        return condition.isTrue(
            in: ConditionScope(content.response, content.body, recordCount: content.rowCount))
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

extension ConditionScope {
    /// What can be asked of an answer.
    init(_ response: HTTPResponse, _ body: ResponseBody, recordCount: Int? = nil) {
        self.init(
            status: response.status, headers: response.headers.map { ($0.name, $0.value) },
            body: body, recordCount: recordCount)
    }
}
