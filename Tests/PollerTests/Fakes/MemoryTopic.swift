import Bytes
import JSONColumns
import Poller
import Synchronization

/// A topic in memory, with the faults of a process that dies.
final class MemoryTopic: RecordSink {
    private struct State {
        var lanes: [[OutgoingRecord]]
        var appendsLeft = Int.max
        var tellsEnds = true
        /// Records of a dead process that come into the topic when it is looked through again.
        var late: [OutgoingRecord] = []
        var looked = 0
    }

    private let state: Mutex<State>

    init(partitions: Int = 2) {
        state = Mutex(State(lanes: Array(repeating: [], count: partitions)))
    }

    /// All records but heartbeats, lane after lane.
    var records: [OutgoingRecord] {
        state.withLock { $0.lanes.flatMap { $0 }.filter { $0.id != nil } }
    }

    /// The texts of the heartbeats of a lane.
    func heartbeats(of lane: Int) -> [String] {
        state.withLock { state in
            state.lanes[lane].filter { $0.id == nil }
                .map { String(decoding: $0.value ?? [], as: UTF8.self) }
        }
    }

    /// How many records were looked through so far.
    var lookedThrough: Int { state.withLock { $0.looked } }

    /// Lets the process die after so many more records.
    func fail(after records: Int) { state.withLock { $0.appendsLeft = records } }

    /// Lets the records that a dead process could not append come in later all the same.
    func delay(_ records: [OutgoingRecord]) { state.withLock { $0.late = records } }

    /// Lets the process die once all records of its next round are acknowledged.
    func failBehindRound() { state.withLock { $0.tellsEnds = false } }

    /// Takes records again.
    func mend() { state.withLock { ($0.appendsLeft, $0.tellsEnds) = (.max, true) } }

    func ends() throws(PollProblem) -> [Int32: Int64] {
        guard state.withLock({ $0.tellsEnds }) else { throw PollProblem("the process died") }
        return state.withLock { state in
            var ends: [Int32: Int64] = [:]
            for (lane, records) in state.lanes.enumerated() {
                ends[Int32(lane)] = Int64(records.count)
            }
            return ends
        }
    }

    func append(_ records: [OutgoingRecord]) throws(PollProblem) {
        let taken = state.withLock { state in
            for record in records {
                guard state.appendsLeft > 0 else { return false }
                state.appendsLeft -= 1
                let key = Array(record.key.utf8)
                let lane =
                    record.partition.map { Int($0) }
                    ?? Murmur2.partition(key: key.span.rawBytes, partitions: state.lanes.count)
                state.lanes[lane].append(record)
            }
            return true
        }
        guard taken else { throw PollProblem("the process died") }
    }

    func sent(
        _ wanted: SentRecords.Wanted, from offsets: [Int32: Int64]
    ) throws(PollProblem) -> SentRecords {
        var sent = SentRecords()
        sent.ends = try ends()
        let late = state.withLock { state in
            defer { state.late = [] }
            return state.late
        }
        defer { try? append(late) }
        state.withLock { state in
            for (lane, records) in state.lanes.enumerated() {
                for record in records.dropFirst(Int(offsets[Int32(lane)] ?? 0)) {
                    guard let id = record.id, record.value(RecordHeader.source) == wanted.source,
                        let time = record.value(RecordHeader.time)
                            .flatMap({ RFC3339.nanoseconds($0) }) ?? wanted.times.first,
                        wanted.times.contains(time)
                    else { continue }
                    let key = record.value(RecordHeader.item) ?? record.key
                    sent.add(id, key: key, wanted: wanted)
                }
                state.looked += max(0, records.count - Int(offsets[Int32(lane)] ?? 0))
            }
        }
        return sent
    }
}

extension OutgoingRecord {
    /// The value of a header.
    func value(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
