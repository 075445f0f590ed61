import Bytes
import Columnar

/// A few hundred records on their way from bytes to columns, with memory for each step.
struct DecodeChunk: Sendable {
    /// Rows at a time: what a chunk needs of records, slots and values fits a core's own cache.
    static var rowsMax: Int { 256 }

    /// What became of a row: good, or rejected for a reason.
    struct Verdict: Sendable {
        /// Why it was rejected; nil while it is good.
        var reason: ReasonCode?
        /// The field that it was rejected for, or -1.
        var field: Int32 = -1
        /// What is wrong with it as JSON.
        var error: JSONError?
    }

    /// The record of each row.
    var records: [Int32] = []
    /// What became of each row.
    var verdicts: [Verdict] = []
    /// The rows that are still good, once all fields were checked.
    var good: [Int32] = []
    /// Where the fields are, `rowsMax` rows a slot.
    var slots: [JSONSlot]
    /// The values of the fields with 64-bit columns, and of booleans, `rowsMax` rows a field.
    var values: [Int64]
    /// The values of the fields with 128-bit columns, `rowsMax` rows a field.
    var wideValues: [Int128]
    /// Where each field's values begin, in the one or the other.
    let valueStarts: [Int]
    /// Members to be rescued.
    var strays: [StrayMember] = []
    /// The minute that was parsed last.
    var memo = RFC3339.MinuteMemo()
    /// Where the texts of one field are.
    var pieces: [BytePiece] = []
    /// Where strings with escapes become text.
    var scratch: [UInt8] = []

    init(_ plan: JSONDecodePlan) {
        let rows = DecodeChunk.rowsMax
        slots = [JSONSlot](repeating: .absent, count: plan.slotCount * rows)
        var starts: [Int] = []
        var narrow = 0
        var wide = 0
        for conversion in plan.conversions {
            switch conversion {
            case .text, .stringArray: starts.append(0)
            case .wide:
                starts.append(wide)
                wide += rows
            case .narrow, .time, .long, .boolean:
                starts.append(narrow)
                narrow += rows
            }
        }
        valueStarts = starts
        values = [Int64](repeating: 0, count: narrow)
        wideValues = [Int128](repeating: 0, count: wide)
    }

    /// The number of rows.
    var count: Int { records.count }

    /// Whether no more rows fit.
    var isFull: Bool { records.count == DecodeChunk.rowsMax }

    /// Forgets the rows.
    mutating func begin() {
        records.removeAll(keepingCapacity: true)
        verdicts.removeAll(keepingCapacity: true)
        good.removeAll(keepingCapacity: true)
        strays.removeAll(keepingCapacity: true)
    }

    /// Adds a record as the next row.
    @inline(__always)
    mutating func add(record: Int32) {
        records.append(record)
        verdicts.append(Verdict())
    }

    /// Takes all rows through all steps.
    mutating func decode(
        _ input: BinaryColumn, plan: JSONDecodePlan, successors: inout [Int16],
        into output: inout DecodedColumns
    ) {
        guard count > 0 else { return }
        for index in slots.indices { slots[index] = .absent }
        walk(input, plan: plan, successors: &successors)
        let arena = input.bytes.span.rawBytes
        for field in plan.fields.indices { check(field, of: plan, in: arena) }
        settle(input, plan: plan, into: &output)
        for field in plan.fields.indices {
            fill(field, of: plan, from: arena, into: &output.columns[field])
        }
        rescue(arena, plan: plan, into: &output.rescued)
    }

    /// Parts the good rows from the rejected ones.
    private mutating func settle(
        _ input: BinaryColumn, plan: JSONDecodePlan, into output: inout DecodedColumns
    ) {
        if verdicts.allSatisfy({ $0.reason == nil }) {
            good.append(contentsOf: 0..<Int32(truncatingIfNeeded: count))
            output.rowRecords.append(contentsOf: records)
            return
        }
        for row in 0..<count {
            if verdicts[row].reason == nil {
                good.append(Int32(truncatingIfNeeded: row))
                output.rowRecords.append(records[row])
            } else {
                reject(row, input, plan: plan, into: &output.rejections)
            }
        }
    }

    /// Walks over all rows' records.
    private mutating func walk(
        _ input: BinaryColumn, plan: JSONDecodePlan, successors: inout [Int16]
    ) {
        // What the walker writes is taken out of the chunk while it does, and put back afterwards.
        var found: [JSONSlot] = []
        swap(&found, &slots)
        var taken: [StrayMember] = []
        swap(&taken, &strays)
        let scanner = JSONScanner(
            input.bytes.span.rawBytes, from: 0, to: 0, depthMax: plan.depthMax)
        var walker = JSONRecordWalker(
            plan, scanner: scanner, slots: found.mutableSpan, stride: DecodeChunk.rowsMax,
            successors: successors.mutableSpan, strays: taken)
        for row in records.indices {
            let start = Int(input.offsets[Int(records[row])])
            let end = Int(input.offsets[Int(records[row]) &+ 1])
            if end &- start > plan.recordBytesMax {
                verdicts[row].reason = .recordTooLarge
            } else if end == start {
                verdicts[row].reason = .emptyValue
            } else {
                do throws(JSONError) {
                    if try walker.walk(from: start, to: end, row: row) == .notAnObject {
                        verdicts[row].reason = .notAnObject
                    }
                } catch {
                    verdicts[row].reason = DecodeChunk.reason(error.kind)
                    verdicts[row].error = JSONError(error.problem, offset: error.offset - start)
                }
            }
        }
        strays = walker.takeStrays()
        slots = found
    }

    private static func reason(_ kind: JSONError.Kind) -> ReasonCode {
        switch kind {
        case .malformed: .malformedJSON
        case .invalidUTF8: .notUTF8
        case .tooDeep: .tooDeep
        }
    }
}
