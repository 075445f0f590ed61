import Bytes
import Columnar

// Appends the good rows' values to their columns: a switch a column, loops inside.
extension DecodeChunk {
    /// Appends one field of all good rows to its column.
    mutating func fill(
        _ field: Int, of plan: JSONDecodePlan, from arena: RawSpan, into output: inout AnyColumn
    ) {
        let fallback = plan.fields[field].defaultValue
        switch FlatColumn(taking: &output) {
        case .binary(var column):
            if case .stringArray = plan.conversions[field] {
                fillArrays(field, from: arena, default: fallback, into: &column)
            } else {
                fillTexts(field, from: arena, default: fallback, into: &column)
            }
            output = .binary(column)
        case .int64(var column):
            fillValues(field, values.span, default: fallback?.narrow, into: &column) { $0 }
            output = .int64(column)
        case .int128(var column):
            fillValues(field, wideValues.span, default: fallback?.wide, into: &column) { $0 }
            output = .int128(column)
        case .boolean(var column):
            fillValues(field, values.span, default: fallback?.boolean, into: &column) { $0 != 0 }
            output = .boolean(column)
        }
    }

    @inline(__always)
    private func fillValues<Stored, Value>(
        _ field: Int, _ stored: Span<Stored>, default fallback: Value?,
        into column: inout Column<Value>, _ convert: (Stored) -> Value
    ) where Stored: FixedWidthInteger {
        let base = field * DecodeChunk.rowsMax
        let start = valueStarts[field]
        for index in good.indices {
            let row = Int(good[index])
            switch slots[base &+ row].kind {
            case .failed:
                column.appendNull(placeholder: convert(0))
            case .absent, .null:
                if let fallback {
                    column.append(fallback)
                } else {
                    column.appendNull(placeholder: convert(0))
                }
            default:
                column.append(convert(stored[start &+ row]))
            }
        }
    }

    private mutating func fillTexts(
        _ field: Int, from arena: RawSpan, default fallback: JSONDefault?,
        into column: inout BinaryColumn
    ) {
        let base = field * DecodeChunk.rowsMax
        if gatherPieces(base, of: arena) {
            column.append(pieces.span, of: arena)
            return
        }
        for index in good.indices {
            let slot = slots[base &+ Int(good[index])]
            switch slot.kind {
            case .string, .integer:
                column.append(arena.extracting(slot.start..<slot.end))
            case .escapedString:
                JSONText.append(arena.extracting(slot.start..<slot.end), to: &column.bytes)
                column.closeRow(isPresent: true)
            case .failed:
                column.appendNull()
            default:
                DecodeChunk.append(fallback, to: &column)
            }
        }
    }

    /// Gathers the places of a field's texts, where every good row has one that is as it is in the
    /// arena.
    private mutating func gatherPieces(_ base: Int, of arena: RawSpan) -> Bool {
        pieces.removeAll(keepingCapacity: true)
        for index in good.indices {
            let slot = slots[base &+ Int(good[index])]
            guard slot.kind == .string || slot.kind == .integer else { return false }
            pieces.append(BytePiece(start: slot.start, count: slot.length))
        }
        return true
    }

    private func fillArrays(
        _ field: Int, from arena: RawSpan, default fallback: JSONDefault?,
        into column: inout BinaryColumn
    ) {
        let base = field * DecodeChunk.rowsMax
        for index in good.indices {
            let slot = slots[base &+ Int(good[index])]
            switch slot.kind {
            case .stringArray:
                DecodeChunk.join(arena, slot, into: &column.bytes)
                column.closeRow(isPresent: true)
            case .failed:
                column.appendNull()
            default:
                DecodeChunk.append(fallback, to: &column)
            }
        }
    }

    private static func append(_ fallback: JSONDefault?, to column: inout BinaryColumn) {
        if case .string(let text)? = fallback {
            column.append(Array(text.utf8).span)
        } else {
            column.appendNull()
        }
    }

    /// Appends the strings of an array, which was checked, with commas between them.
    private static func join(_ arena: RawSpan, _ slot: JSONSlot, into output: inout [UInt8]) {
        var at = slot.start
        let end = slot.end
        var isFirst = true
        while at < end {
            guard arena.byte(at: at) == UInt8(ascii: "\"") else {
                at &+= 1
                continue
            }
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            let start = at &+ 1
            var hasEscapes = false
            at = start
            while arena.byte(at: at) != UInt8(ascii: "\"") {
                let isEscape = arena.byte(at: at) == UInt8(ascii: "\\")
                hasEscapes = hasEscapes || isEscape
                at &+= isEscape ? 2 : 1
            }
            let content = arena.extracting(start..<at)
            if hasEscapes {
                JSONText.append(content, to: &output)
            } else {
                output.append(span: content.octets)
            }
            at &+= 1
        }
    }
}

extension JSONDefault {
    fileprivate var narrow: Int64? {
        switch self {
        case .long(let value), .timestamp(let value): value
        case .decimal(let value): Int64(exactly: value)
        case .string, .boolean: nil
        }
    }

    fileprivate var wide: Int128? {
        if case .decimal(let value) = self { value } else { nil }
    }

    fileprivate var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }
}
