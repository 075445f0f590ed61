internal import Bytes
internal import HTTPTransfer
internal import JSONColumns

/// One slice of one group of partitions: its requests one after the other, and what came of them.
struct SliceFetch: Sendable {
    /// Where it stands.
    enum Phase: Sendable, Equatable {
        /// It may be asked for from a time on.
        case ready(at: Int64)
        /// A request is out.
        case inFlight
        /// All of it is here.
        case done
        /// It cannot be had.
        case failed(reason: String)
        /// Its members are asked for in halves.
        case split
    }

    let group: PartitionGroup
    /// What was asked for at first.
    let range: FetchRange
    var phase: Phase
    /// When the request that is out was sent.
    var sentAt = Int64.min
    /// What the next request asks for.
    private(set) var current: FetchRange
    private(set) var walk: PageWalk
    /// Tries of the next request that failed.
    var attempts = 0
    /// The token that the last request was sent with; nil without.
    var token: String?
    /// Whether no token was refused for the next request yet.
    var isWithFirstToken = true
    /// The records, answer after answer.
    private(set) var answers: [FetchedPage] = []
    /// The bytes of their keys and values.
    private(set) var recordBytes = 0
    /// Whether there is none.
    var isEmpty: Bool { answers.allSatisfy(\.isEmpty) }
    private(set) var lastID: Int64?
    var counts = FetchCounts()
    /// Which answer is waited for; nil while none is.
    var awaited: String?
    /// The URL that was asked last: what relative ones go on from.
    var requestedURL = ""
    private var pages = 0
    private let pagesMax: Int
    private let sizes: PageSizes
    /// How many pages of ids a round takes; nil where what is asked for comes whole or not at all.
    private let cut: Int?
    /// Whether the vendor has more, which the next round asks for.
    private(set) var isCut = false

    /// Begins with the first page.
    ///
    /// - Parameters:
    ///   - pagesMax: how many pages are enough, for looking at a source; nil for all.
    ///   - cut: how many pages of ids a round takes.
    ///   - sizes: what is known of the vendor's pages.
    init(
        _ group: PartitionGroup, _ range: FetchRange, _ source: SourcePlan, pagesMax: Int? = nil,
        cut: Int? = nil, _ sizes: PageSizes = PageSizes()
    ) {
        self.group = group
        self.range = range
        self.pagesMax = pagesMax ?? .max
        self.cut = cut
        current = range
        phase = .ready(at: .min)
        self.sizes = sizes
        walk = PageWalk(source, members: group.members.count, sizes)
    }

    /// Fetches of one half of the members and of the other.
    func halves(_ source: SourcePlan) -> [SliceFetch] {
        group.halves.map { SliceFetch($0, range, source, pagesMax: pagesMax, cut: cut, sizes) }
    }

    /// The values for the templates of the next request.
    func scope(_ source: SourcePlan) -> TemplateScope {
        var scope = TemplateScope()
        group.name(source.partitions, in: &scope)
        switch current {
        case .now: break
        case .time(let slice):
            // In whole steps of what the vendor tells apart: what is too much is dropped.
            let asked = slice.widened(to: source.granularity)
            scope["slice.start"] = .instant(asked.start)
            scope["slice.end"] = .instant(source.requestedEnd(of: asked))
            scope["cursor"] = .instant(asked.start)
        case .id(let id): scope["cursor"] = .integer(id)
        }
        switch walk.page {
        case .first, .url, .range: break
        case .number(let number): scope["page.number"] = .integer(number)
        case .offset(let offset): scope["page.offset"] = .integer(offset)
        case .token(let token): scope["page.token"] = .text(token)
        }
        if let size = source.pageSize { scope["page.size"] = .integer(Int64(size)) }
        return scope
    }

    /// Takes a good answer.
    ///
    /// - Throws: when it is not what was described; the request may be tried again then.
    mutating func take(
        _ response: HTTPResponse, _ body: ResponseBody, _ source: SourcePlan,
        requestID: String, zones: TimeZones, now: Int64
    ) throws(PollProblem) {
        let plan = source.records
        var selected = try plan.selector.rows(of: body)
        // A page is full by what the vendor put into it, whatever is refused or left out.
        let sent = selected.rows.count + selected.nullRows + selected.problems.count
        var ids: RowRun?
        if case .id(_, let path) = source.cursor, case .id(let first) = range {
            let kept = selected.keepIDs(at: path, from: first)
            ids = kept.ids
            counts.outside += kept.below
        }
        counts.survey.look(at: selected.rows, NamedValues(plan, source.cursor))
        let context = ShapingContext(
            body: body, scope: scope(source), zones: zones,
            times: plan.mapping.plausibleTimes(now: now))
        var shaped = try plan.shaper.shape(selected, in: context)
        guard endsMeet(shaped.records, source) else {
            phase = .failed(
                reason: "records have times between two steps of cursor.granularity, and the end"
                    + " is inclusive: some would never be asked for. make the granularity finer,"
                    + " or cursor.lookback as long as it is")
            return
        }
        let found = shaped.records.count
        shaped.records.removeAll { !isWanted($0, source) }
        let mapped = plan.mapping.map(shaped, fetchedAt: now)
        try Self.check(mapped, isOneObject: selected.isOneObject)
        let answer = FetchedPage(mapped.records, requestID: requestID, fetchedAt: now)
        answers.append(answer)
        recordBytes += answer.byteCount
        lastID = [lastID, ids?.greatest].compactMap(\.self).max()
        counts.pages += 1
        counts.rows += selected.rows.count
        counts.outside += found - shaped.records.count
        counts.left += selected.nullRows + shaped.filteredRows + mapped.emptyRows
        counts.problems.add(mapped.problems, of: group.label)
        attempts = 0
        isWithFirstToken = true
        let content = PageWalk.Content(
            response: response, body: body, rowCount: sent, times: shaped.times, ids: ids,
            firstRow: selected.rows.first)
        do throws(PollProblem) {
            try goOn(content, source)
        } catch {
            // To ask again would take the page's records twice, and lead here again.
            phase = .failed(reason: error.description)
        }
    }

    /// Ends the slice without what came of it.
    mutating func giveUp(_ phase: Phase) {
        self.phase = phase
        answers = []
        recordBytes = 0
    }

    /// Ends the slice with what is here: the vendor has nothing (more).
    mutating func finish() {
        walk.endDoubt()
        phase = .done
    }

    /// Gives it up.
    mutating func fail(_ reason: String) { phase = .failed(reason: reason) }

    private mutating func goOn(
        _ content: PageWalk.Content, _ source: SourcePlan
    ) throws(PollProblem) {
        pages += 1
        guard pages < pagesMax, try walk.advance(content, current) else {
            phase = .done
            return
        }
        if let cut, pages >= cut {
            isCut = true
            phase = .done
            return
        }
        guard pages < source.limits.pages else {
            throw PollProblem(
                "a slice has more than \(pages) pages. make cursor.step smaller, or raise"
                    + " limits.pages")
        }
        if case .range(let range) = walk.page { current = range }
        phase = .ready(at: .min)
    }

    /// Whether a record is one of the slice, and will not change any more.
    private func isWanted(_ record: ShapedRecord, _ source: SourcePlan) -> Bool {
        guard case .time(let slice) = range, let time = record.eventTime else { return true }
        let end = min(slice.end, group.members.first.map(source.end) ?? .max)
        guard let interval = source.records.barInterval else {
            return time >= slice.start && time < end
        }
        let barEnd = source.records.end(ofRecordAt: time)
        return barEnd.addingSaturated(-interval) >= slice.start && barEnd <= end
    }
}
