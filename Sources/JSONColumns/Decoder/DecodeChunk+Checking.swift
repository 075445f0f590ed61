import Bytes
import Columnar

// Converts values, or decides that they cannot be: rejects the row for a required field, rescues
// the value of an optional one.
extension DecodeChunk {
    /// Checks one field of all rows that are still good, and converts it if its column is not text.
    mutating func check(_ field: Int, of plan: JSONDecodePlan, in arena: RawSpan) {
        switch plan.conversions[field] {
        case .text(let takesIntegers):
            checkTexts(field, of: plan, takesIntegers: takesIntegers)
        case .narrow(let form):
            convertNumbers(field, of: plan, in: arena) { form.narrow($0, from: $1, to: $2) }
        case .wide(let form):
            convertWideNumbers(field, of: plan, in: arena, form)
        case .long:
            convertNumbers(field, of: plan, in: arena) {
                IntegerText.value($0, from: $1, to: $2)
            }
        case .time(let rfc3339, let unit):
            convertTimes(field, of: plan, in: arena, rfc3339: rfc3339, unit: unit)
        case .boolean:
            checkBooleans(field, of: plan)
        case .stringArray:
            checkArrays(field, of: plan)
        }
    }

    private mutating func checkTexts(_ field: Int, of plan: JSONDecodePlan, takesIntegers: Bool) {
        let isRequired = plan.fields[field].isRequired
        let base = field * DecodeChunk.rowsMax
        for row in 0..<count where verdicts[row].reason == nil {
            let slot = slots[base &+ row]
            switch slot.kind {
            case .string, .escapedString:
                if isRequired, slot.length == 0 { refuse(row, field, .missingField, of: plan) }
            case .integer:
                if !takesIntegers { refuse(row, field, .wrongType, of: plan) }
            case .absent, .null:
                if isRequired { refuse(row, field, .missingField, of: plan) }
            default:
                refuse(row, field, .wrongType, of: plan)
            }
        }
    }

    private mutating func checkBooleans(_ field: Int, of plan: JSONDecodePlan) {
        let base = field * DecodeChunk.rowsMax
        let start = valueStarts[field]
        for row in 0..<count where verdicts[row].reason == nil {
            switch slots[base &+ row].kind {
            case .isTrue: values[start &+ row] = 1
            case .isFalse: values[start &+ row] = 0
            case .absent, .null:
                if plan.fields[field].isRequired { refuse(row, field, .missingField, of: plan) }
            default: refuse(row, field, .wrongType, of: plan)
            }
        }
    }

    private mutating func checkArrays(_ field: Int, of plan: JSONDecodePlan) {
        let base = field * DecodeChunk.rowsMax
        for row in 0..<count where verdicts[row].reason == nil {
            switch slots[base &+ row].kind {
            case .stringArray: break
            case .absent, .null:
                if plan.fields[field].isRequired { refuse(row, field, .missingField, of: plan) }
            default: refuse(row, field, .wrongType, of: plan)
            }
        }
    }

    /// Converts numbers, and strings that are numbers, into 64-bit values.
    @inline(__always)
    private mutating func convertNumbers(
        _ field: Int, of plan: JSONDecodePlan, in arena: RawSpan,
        _ convert: (RawSpan, Int, Int) -> Conversion<Int64>
    ) {
        let base = field * DecodeChunk.rowsMax
        let start = valueStarts[field]
        for row in 0..<count where verdicts[row].reason == nil {
            let slot = slots[base &+ row]
            let result: Conversion<Int64>
            switch slot.kind {
            case .integer, .number:
                result = convert(arena, slot.start, slot.end)
            case .string:
                guard JSONScanner.isNumber(arena, from: slot.start, to: slot.end) else {
                    refuse(row, field, .malformedNumber, of: plan)
                    continue
                }
                result = convert(arena, slot.start, slot.end)
            case .escapedString:
                result = convertEscaped(slot, in: arena, convert)
            default:
                refuseNumber(row, field, of: plan)
                continue
            }
            if case .value(let value) = result {
                values[start &+ row] = value
            } else {
                refuse(row, field, result.numberFailure, of: plan)
            }
        }
    }

    private mutating func convertWideNumbers(
        _ field: Int, of plan: JSONDecodePlan, in arena: RawSpan, _ form: DecimalText
    ) {
        let base = field * DecodeChunk.rowsMax
        let start = valueStarts[field]
        for row in 0..<count where verdicts[row].reason == nil {
            let slot = slots[base &+ row]
            let result: Conversion<Int128>
            switch slot.kind {
            case .integer, .number:
                result = form.wide(arena, from: slot.start, to: slot.end)
            case .string, .escapedString:
                result = convertEscaped(slot, in: arena) { form.wide($0, from: $1, to: $2) }
            default:
                refuseNumber(row, field, of: plan)
                continue
            }
            if case .value(let value) = result {
                wideValues[start &+ row] = value
            } else {
                refuse(row, field, result.numberFailure, of: plan)
            }
        }
    }

    /// Resolves a string's escapes, then converts it if it is a number.
    private mutating func convertEscaped<Value>(
        _ slot: JSONSlot, in arena: RawSpan, _ convert: (RawSpan, Int, Int) -> Conversion<Value>
    ) -> Conversion<Value> {
        scratch.removeAll(keepingCapacity: true)
        JSONText.append(arena.extracting(slot.start..<slot.end), to: &scratch)
        let text = scratch.span.rawBytes
        guard JSONScanner.isNumber(text, from: 0, to: text.byteCount) else { return .malformed }
        return convert(text, 0, text.byteCount)
    }

    private mutating func convertTimes(
        _ field: Int, of plan: JSONDecodePlan, in arena: RawSpan, rfc3339: Bool, unit: Int64
    ) {
        let base = field * DecodeChunk.rowsMax
        let start = valueStarts[field]
        for row in 0..<count where verdicts[row].reason == nil {
            let slot = slots[base &+ row]
            let result: Conversion<Int64>
            switch slot.kind {
            case .string where rfc3339:
                result = RFC3339.parse(arena, from: slot.start, to: slot.end, memo: &memo)
            case .escapedString where rfc3339:
                result = convertEscapedTime(slot, in: arena)
            case .integer where unit > 0:
                result = DecodeChunk.time(arena, slot, unit: unit)
            case .number where unit > 0:
                result = .malformed
            default:
                refuseNumber(row, field, of: plan)
                continue
            }
            if case .value(let value) = result {
                values[start &+ row] = value
            } else {
                refuse(row, field, result.timeFailure, of: plan)
            }
        }
    }

    private mutating func convertEscapedTime(_ slot: JSONSlot, in arena: RawSpan)
        -> Conversion<Int64>
    {
        scratch.removeAll(keepingCapacity: true)
        JSONText.append(arena.extracting(slot.start..<slot.end), to: &scratch)
        var memo = RFC3339.MinuteMemo()
        return RFC3339.parse(scratch.span.rawBytes, from: 0, to: scratch.count, memo: &memo)
    }

    /// The time of an integer in units of so many nanoseconds.
    private static func time(_ arena: RawSpan, _ slot: JSONSlot, unit: Int64) -> Conversion<Int64> {
        let count = IntegerText.value(arena, from: slot.start, to: slot.end)
        guard case .value(let count) = count else { return count }
        let (time, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? .outOfRange : .value(time)
    }

    /// Refuses what is no number or time at all: absent, or another kind of value.
    @inline(never)
    private mutating func refuseNumber(_ row: Int, _ field: Int, of plan: JSONDecodePlan) {
        switch slots[field * DecodeChunk.rowsMax + row].kind {
        case .absent, .null:
            if plan.fields[field].isRequired { refuse(row, field, .missingField, of: plan) }
        default:
            refuse(row, field, .wrongType, of: plan)
        }
    }

    /// Rejects the row if the field is required; else the field is null, and its value rescued.
    @inline(never)
    private mutating func refuse(
        _ row: Int, _ field: Int, _ reason: ReasonCode, of plan: JSONDecodePlan
    ) {
        guard !plan.fields[field].isRequired else {
            verdicts[row].reason = reason
            verdicts[row].field = Int32(truncatingIfNeeded: field)
            return
        }
        let place = field * DecodeChunk.rowsMax + row
        let slot = slots[place]
        slots[place] = slot.with(.failed)
        let top = plan.topMembers[field]
        let container = plan.containerSlots[top]
        if container >= 0 {
            let outer = container * DecodeChunk.rowsMax + row
            slots[outer] = slots[outer].with(.outsideContainer)
            return
        }
        let quotes = slot.kind == .string || slot.kind == .escapedString ? 1 : 0
        strays.append(
            StrayMember(
                row: Int32(truncatingIfNeeded: row), name: .known,
                nameStart: Int32(truncatingIfNeeded: top), nameEnd: 0,
                valueStart: Int32(truncatingIfNeeded: slot.start - quotes),
                valueEnd: Int32(truncatingIfNeeded: slot.end + quotes)))
    }
}

extension Conversion {
    /// Why a number was refused.
    fileprivate var numberFailure: ReasonCode {
        switch self {
        case .value, .malformed: .malformedNumber
        case .lossy: .precisionLoss
        case .outOfRange: .outOfRange
        }
    }

    /// Why a time was refused.
    fileprivate var timeFailure: ReasonCode {
        switch self {
        case .value, .malformed, .lossy: .malformedTime
        case .outOfRange: .outOfRange
        }
    }
}
