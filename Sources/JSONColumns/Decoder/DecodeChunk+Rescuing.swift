import Bytes
import Columnar

// Writes what no column holds as one JSON object a row.
extension DecodeChunk {
    /// Appends what is rescued of every good row.
    mutating func rescue(_ arena: RawSpan, plan: JSONDecodePlan, into output: inout BinaryColumn) {
        addContainers(plan)
        guard !strays.isEmpty else {
            appendNulls(good.count, to: &output)
            return
        }
        strays.sort { ($0.row, $0.valueStart) < ($1.row, $1.valueStart) }
        var next = 0
        for index in good.indices {
            while next < strays.count, strays[next].row < good[index] { next &+= 1 }
            let first = next
            while next < strays.count, strays[next].row == good[index] { next &+= 1 }
            if first == next {
                output.appendNull()
            } else {
                write(first..<next, arena, plan: plan, into: &output)
            }
        }
    }

    /// Adds the members of the records that hold fields and more.
    private mutating func addContainers(_ plan: JSONDecodePlan) {
        for member in plan.containerSlots.indices where plan.containerSlots[member] >= 0 {
            let base = plan.containerSlots[member] * DecodeChunk.rowsMax
            for row in 0..<count {
                let slot = slots[base &+ row]
                guard slot.kind == .outsideContainer else { continue }
                strays.append(
                    StrayMember(
                        row: Int32(truncatingIfNeeded: row), name: .known,
                        nameStart: Int32(truncatingIfNeeded: member), nameEnd: 0,
                        valueStart: Int32(truncatingIfNeeded: slot.start),
                        valueEnd: Int32(truncatingIfNeeded: slot.end)))
            }
        }
    }

    private func appendNulls(_ rows: Int, to output: inout BinaryColumn) {
        var validity = output.validity ?? Bitmap(repeating: true, count: output.count)
        output.validity = nil
        validity.append(repeating: false, count: rows)
        output.offsets.append(
            contentsOf: repeatElement(output.offsets[output.offsets.count &- 1], count: rows))
        output.validity = validity
    }

    /// Writes members of one record, in the order received; of equal names the last.
    private func write(
        _ range: Range<Int>, _ arena: RawSpan, plan: JSONDecodePlan, into output: inout BinaryColumn
    ) {
        let isShort = range.count <= DecodeChunk.pairwiseMax
        let shadowed = isShort ? [] : shadowedNames(range, arena)
        var separator = UInt8(ascii: "{")
        for index in range {
            if isShort {
                if isShadowed(index, before: range.upperBound, arena) { continue }
            } else if shadowed[index - range.lowerBound] {
                continue
            }
            output.bytes.append(separator)
            separator = UInt8(ascii: ",")
            let stray = strays[index]
            appendName(stray, arena, plan: plan, to: &output.bytes)
            output.bytes.append(
                span: arena.extracting(Int(stray.valueStart)..<Int(stray.valueEnd)).octets)
        }
        output.bytes.append(UInt8(ascii: "}"))
        output.closeRow(isPresent: true)
    }

    private func appendName(
        _ stray: StrayMember, _ arena: RawSpan, plan: JSONDecodePlan, to output: inout [UInt8]
    ) {
        switch stray.name {
        case .known:
            output.append(contentsOf: plan.quotedNames[Int(stray.nameStart)])
        case .asReceived:
            output.append(UInt8(ascii: "\""))
            output.append(span: stray.nameBytes(arena).octets)
            output.append(UInt8(ascii: "\""))
            output.append(UInt8(ascii: ":"))
        case .escaped:
            // Escapes that JSON does not need are undone: the name counts, not its spelling.
            var writer = JSONWriter()
            writer.name(utf8: stray.resolvedName(arena).span.rawBytes)
            output.append(span: writer.bytes.octets)
        }
    }
}

// Of members with equal names the last one wins, as everywhere.
extension DecodeChunk {
    /// Up to how many members are compared with each other, pair by pair.
    private static var pairwiseMax: Int { 16 }

    /// Whether a later member has the same name.
    private func isShadowed(_ index: Int, before end: Int, _ arena: RawSpan) -> Bool {
        let stray = strays[index]
        for later in index + 1..<max(index + 1, end) where stray.hasName(of: strays[later], arena) {
            return true
        }
        return false
    }

    /// For every member, whether a later one has the same name; for records of very many.
    private func shadowedNames(_ range: Range<Int>, _ arena: RawSpan) -> [Bool] {
        var isShadowed = [Bool](repeating: false, count: range.count)
        var seen: Set<[UInt8]> = []
        for index in range.reversed() where strays[index].name != .known {
            isShadowed[index - range.lowerBound] =
                !seen.insert(strays[index].resolvedName(arena)).inserted
        }
        return isShadowed
    }
}

extension StrayMember {
    /// The name's bytes as received, between its quotes.
    @_lifetime(copy arena)
    fileprivate func nameBytes(_ arena: RawSpan) -> RawSpan {
        arena.extracting(Int(nameStart)..<Int(nameEnd))
    }

    /// The name, its escapes resolved.
    fileprivate func resolvedName(_ arena: RawSpan) -> [UInt8] {
        var text: [UInt8] = []
        JSONText.append(nameBytes(arena), to: &text)
        return text
    }

    /// Whether two members have the same name; a field's name is never a stray's.
    fileprivate func hasName(of other: StrayMember, _ arena: RawSpan) -> Bool {
        if name == .known || other.name == .known { return false }
        if name == .asReceived, other.name == .asReceived {
            return nameBytes(arena).equals(other.nameBytes(arena))
        }
        return resolvedName(arena) == other.resolvedName(arena)
    }
}
