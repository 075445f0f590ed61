internal import Bytes
internal import JSONColumns

extension SourcePoller {
    /// Sends the records of a round that are not in the topic yet, in the order of time.
    ///
    /// They go portion by portion, and are all acknowledged when this returns: only then the state
    /// may cover any of them.
    mutating func send(
        _ fetches: [SliceFetch], into report: inout PollReport
    ) throws(PollProblem) -> SentRound {
        var known = knownRecords(of: fetches)
        let streams = fetches.map(\.group.label)
        var sent = SentRound()
        var portion = RecordPortion(source)
        for place in RecordPlace.inOrder(of: fetches) {
            let record = fetches[place.fetch].answers[place.answer][place.index]
            guard isNew(record, &known, &sent) else {
                report.known += 1
                continue
            }
            portion.append(
                record, of: fetches[place.fetch].answers[place.answer],
                stream: streams[place.fetch])
            guard portion.byteCount >= portionBytes else { continue }
            try append(&portion, to: &sent, into: &report)
        }
        try append(&portion, to: &sent, into: &report)
        return sent
    }

    private mutating func append(
        _ portion: inout RecordPortion, to sent: inout SentRound, into report: inout PollReport
    ) throws(PollProblem) {
        guard !portion.records.isEmpty else { return }
        try checkAlone()
        try ports.sink.append(portion.records)
        sent.count += portion.records.count
        report.records += portion.records.count
        portion.removeAll()
    }

    /// Whether a record is not in the topic yet.
    private func isNew(
        _ record: MappedRecord, _ known: inout Set<RecordID>, _ sent: inout SentRound
    ) -> Bool {
        if source.records.sendsChangesOnly {
            let item = record.changeKey
            guard (sent.contents[item] ?? state.contents[item]) != record.id else { return false }
            sent.contents[item] = record.id
            return true
        }
        if uncovered.contains(record.id) {
            sent.found.append(record.id)
            return false
        }
        return known.insert(record.id).inserted
    }

    /// What the state says was sent, as far as these fetches may bring it again.
    private func knownRecords(of fetches: [SliceFetch]) -> Set<RecordID> {
        // Members of a group that were split may keep records for each other.
        let isGrouped = source.partitions.contains { $0.group > 1 }
        let partitions =
            isGrouped
            ? Array(state.partitions.values)
            : fetches.flatMap { $0.group.members.compactMap { state.partitions[$0.key] } }
        return Set(partitions.lazy.flatMap { $0.recent.lazy.map(\.id) })
    }
}

/// What became of a round's records.
struct SentRound {
    /// How many were sent.
    var count = 0
    /// Records that stand in the topic, and that the state now covers.
    var found: [RecordID] = []
    /// The newest content of each item, for sources that send changes only.
    var contents: [String: RecordID] = [:]
}

/// Where a record of a round is.
private struct RecordPlace: Comparable {
    let time: Int64
    let fetch, answer, index: Int

    static func < (one: RecordPlace, other: RecordPlace) -> Bool {
        (one.time, one.fetch, one.answer, one.index)
            < (other.time, other.fetch, other.answer, other.index)
    }

    /// The records of fetches by time; those of one time as they came.
    static func inOrder(of fetches: [SliceFetch]) -> [RecordPlace] {
        var places: [RecordPlace] = []
        places.reserveCapacity(fetches.lazy.flatMap(\.answers).reduce(0) { $0 + $1.count })
        for (fetch, slice) in fetches.enumerated() {
            for (answer, page) in slice.answers.enumerated() {
                for index in page.indices {
                    let time = page.time(index) ?? .max
                    places.append(
                        RecordPlace(time: time, fetch: fetch, answer: answer, index: index))
                }
            }
        }
        places.sort()
        return places
    }
}

/// Records as they go to the topic, as many as are sent at once.
private struct RecordPortion {
    private(set) var records: [OutgoingRecord] = []
    /// The bytes of all that they hold.
    private(set) var byteCount = 0
    private let source: SourcePlan
    /// The newest fetch's time as text: all records of a response have one.
    private var newestFetch: (time: Int64, text: String) = (0, RFC3339.text(0))

    init(_ source: SourcePlan) { self.source = source }

    mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        byteCount = 0
    }

    mutating func append(_ record: MappedRecord, of answer: FetchedPage, stream: String) {
        var headers: [OutgoingRecord.Header] = [
            .init(RecordHeader.source, source.name),
            .init(RecordHeader.stream, stream),
            .init(RecordHeader.request, answer.requestID),
            .init(RecordHeader.fetched, text(ofFetch: answer.fetchedAt)),
            .init(RecordHeader.record, record.id.hex),
        ]
        if let time = record.eventTime {
            headers.append(.init(RecordHeader.time, RFC3339.text(time)))
        }
        if source.records.sendsChangesOnly, !record.changeKey.hasSameBytes(as: record.key) {
            headers.append(.init(RecordHeader.item, record.changeKey))
        }
        let outgoing = OutgoingRecord(
            key: record.key, value: record.value, headers: headers, id: record.id)
        byteCount += outgoing.byteCount
        records.append(outgoing)
    }

    private mutating func text(ofFetch time: Int64) -> String {
        if newestFetch.time != time { newestFetch = (time, RFC3339.text(time)) }
        return newestFetch.text
    }
}
