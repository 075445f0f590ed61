import Bytes
import Columnar

// Says in words why a record became no row: what was found where, and what was expected.
extension DecodeChunk {
    /// Adds a rejected row to the rejections.
    @inline(never)
    func reject(
        _ row: Int, _ input: BinaryColumn, plan: JSONDecodePlan,
        into output: inout RejectedRecords
    ) {
        guard let reason = verdicts[row].reason else { return }
        let record = input[Int(records[row])]
        var detail = RejectionDetail()
        let field = Int(verdicts[row].field)
        if field >= 0 {
            let slot = slots[field * DecodeChunk.rowsMax + row]
            detail.describe(slot, of: plan.fields[field], reason, in: input.bytes.span.rawBytes)
        } else if let error = verdicts[row].error {
            detail.describe(error, in: record, depthMax: plan.depthMax)
        } else if reason == .recordTooLarge {
            detail.write(
                "the value has \(record.byteCount) bytes, the limit is \(plan.recordBytesMax)")
        } else if reason == .emptyValue {
            detail.write("the value has no bytes")
        } else {
            detail.write("expected an object, found ")
            detail.quote(record, from: 0, to: record.byteCount)
        }
        output.append(
            record: records[row], reason: reason, field: Int32(field), detail: detail.text)
    }
}

/// The text that explains a rejection: short, valid UTF-8, on one line.
private struct RejectionDetail {
    /// The text so far.
    private(set) var text: [UInt8] = []

    /// How many bytes of a record are quoted at most.
    private static let excerptMax = 64

    mutating func write(_ words: String) { text.append(contentsOf: words.utf8) }

    /// Says what is wrong with a field.
    mutating func describe(
        _ slot: JSONSlot, of field: JSONField, _ reason: ReasonCode, in arena: RawSpan
    ) {
        write(field.path.joined(separator: "."))
        switch slot.kind {
        case .absent: write(" is absent")
        case .null: write(" is null")
        case .string where reason == .missingField: write(" is an empty string")
        case .string, .escapedString:
            write(" is ")
            quote(arena, from: slot.start - 1, to: slot.end + 1)
        case .blocked:
            write(" is absent, because an object around it is ")
            quote(arena, from: slot.start, to: slot.end)
        default:
            write(" is ")
            quote(arena, from: slot.start, to: slot.end)
        }
        switch reason {
        case .precisionLoss: write(", which would lose digits")
        case .outOfRange: write(", which is out of range")
        default: break
        }
        write(". expected \(field.type.expectation)")
    }

    /// Says what is wrong with a record as JSON.
    mutating func describe(_ error: JSONError, in record: RawSpan, depthMax: Int) {
        write(error.problem == .tooDeep ? "nested deeper than \(depthMax)" : error.problem.text)
        write(" at byte \(error.offset), near ")
        quote(
            record, from: max(0, error.offset - 16), to: min(record.byteCount, error.offset + 16))
    }

    /// Quotes the beginning of a range as readable text.
    mutating func quote(_ bytes: RawSpan, from start: Int, to end: Int) {
        write("`")
        let stop = min(end, start + RejectionDetail.excerptMax)
        var at = start
        // A range that begins inside a character is quoted from the next one on.
        while at > 0, at < stop, bytes.byte(at: at) & 0xc0 == 0x80 { at += 1 }
        while at < stop { at += quoteCharacter(bytes, at: at, to: end) }
        write(at < end ? "...`" : "`")
    }

    /// Quotes one character, or puts a stand-in for what is none; returns the bytes it took.
    private mutating func quoteCharacter(_ bytes: RawSpan, at start: Int, to end: Int) -> Int {
        let byte = bytes.byte(at: start)
        if byte < 0x20 || byte == 0x7f {
            text.append(UInt8(ascii: " "))
            return 1
        }
        if byte < 0x80 {
            text.append(byte)
            return 1
        }
        let length = bytes.utf8SequenceLength(at: start, to: end)
        guard length > 0 else {
            write("\u{fffd}")
            return 1
        }
        text.append(span: bytes.extracting(start..<start + length).octets)
        return length
    }
}
