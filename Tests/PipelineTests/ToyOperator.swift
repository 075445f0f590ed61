import Columnar
import Pipeline
import Synchronization

/// An operator with state: the first table gets the records, the second the running sum after each
/// even value, the third the sum of every window of seven values, the fourth all window sums anew.
final class ToyOperator: LaneOperator {
    private struct State {
        var sum: Int64 = 0
        var window: [Int64] = []
        var sums: [[Int64]] = []
    }

    private let memory = Mutex(State())
    static let poison: Int64 = 666_666

    func process(_ records: consuming RecordBatch, from: Int64) throws -> LaneStep {
        let records = records
        return memory.withLock { state in
            var raw: [[Int64]] = []
            var even: [[Int64]] = []
            var windows: [[Int64]] = []
            var triggers: [[Int64]] = [[], [], []]
            var events = StepEvents()
            events.reasonCodes = ["odd"]
            events.ruleNames = ["third", "fifth"]
            var until = records.next
            var halt: LaneHalt?
            for row in 0..<records.count {
                let offset = records.offsets[row]
                let value = Int64(records.values.text(row) ?? "") ?? 0
                if value == Self.poison {
                    until = offset
                    halt = LaneHalt(.dataQuality, "poison at \(offset)")
                    break
                }
                events.records.append(offset)
                raw.append([offset, value])
                triggers[0].append(offset)
                state.sum += value
                if value % 2 == 0 {
                    even.append([offset, state.sum])
                    triggers[1].append(offset)
                } else {
                    events.quarantined.append(offset)
                    events.reasons.append(0)
                }
                for (rule, divisor) in [Int64(3), 5].enumerated() where value % divisor == 0 {
                    events.ruled.append(offset)
                    events.rules.append(Int32(rule))
                }
                state.window.append(value)
                if state.window.count == 7 {
                    windows.append([offset, state.window.reduce(0, +)])
                    triggers[2].append(offset)
                    state.sums.append([offset, state.window.reduce(0, +)])
                    state.window = []
                }
            }
            return LaneStep(
                from: from, until: until,
                rows: [
                    .append(Batch(toy: raw), triggers: triggers[0]),
                    .append(Batch(toy: even), triggers: triggers[1]),
                    .append(Batch(toy: windows), triggers: triggers[2]),
                    windows.isEmpty ? nil : .replace(Batch(toy: state.sums)),
                ],
                events: events, watermark: until, byteCount: records.byteCount, halt: halt)
        }
    }

    func state() throws -> Batch {
        memory.withLock { state in
            Batch(
                toy: [[-1, state.sum]] + state.window.map { [-2, $0] } + state.sums)
        }
    }

    func restore(_ batch: Batch) throws {
        memory.withLock { state in
            state = State()
            for row in batch.toyRows {
                switch row[0] {
                case -1: state.sum = row[1]
                case -2: state.window.append(row[1])
                default: state.sums.append(row)
                }
            }
        }
    }

    /// What the tables hold after all records of a lane, computed plainly.
    static func expected(_ values: [(offset: Int64, value: Int64)]) -> [String: [[Int64]]] {
        var result: [String: [[Int64]]] = ["raw": [], "even": [], "windows": [], "all": []]
        var sum: Int64 = 0
        for (index, record) in values.enumerated() {
            sum += record.value
            result["raw"]?.append([record.offset, record.value])
            if record.value % 2 == 0 { result["even"]?.append([record.offset, sum]) }
            if index % 7 == 6 {
                let row = [record.offset, values[(index - 6)...index].map(\.value).reduce(0, +)]
                result["windows"]?.append(row)
                result["all"]?.append(row)
            }
        }
        return result
    }

    static let tables = [
        LaneTable(path: "raw", cadence: Cadence(interval: 50, bytes: 2_000), isRaw: true),
        LaneTable(path: "even", cadence: Cadence(interval: 70)),
        LaneTable(path: "windows", cadence: Cadence(interval: 10)),
        LaneTable(path: "all", cadence: Cadence(interval: 10)),
    ]
}
