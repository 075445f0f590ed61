import Bytes

/// Walks over records one by one, checks them as JSON, and notes in slots where the fields are.
///
/// Names are told by a guess first: the member that followed the previous one last time.
struct JSONRecordWalker: ~Copyable, ~Escapable {
    private let plan: JSONDecodePlan
    private var scanner: JSONScanner
    /// The record whose slots are being filled, as a row of the chunk.
    private var row = 0
    /// The slots of a chunk, field by field, `stride` rows each; absent where nothing was found.
    private var slots: MutableSpan<JSONSlot>
    private let stride: Int
    /// For every member, and then for every object, the member that came next last time.
    private var successors: MutableSpan<Int16>
    /// Members of records that no field knows.
    private var strays: [StrayMember]
    /// Where the last name that was scanned ends.
    private var stringEnd = 0

    @_lifetime(copy scanner, copy slots, copy successors)
    init(
        _ plan: JSONDecodePlan, scanner: consuming JSONScanner,
        slots: consuming MutableSpan<JSONSlot>, stride: Int,
        successors: consuming MutableSpan<Int16>, strays: consuming [StrayMember]
    ) {
        self.plan = plan
        self.scanner = scanner
        self.slots = slots
        self.stride = stride
        self.successors = successors
        self.strays = strays
    }

    /// What a text that is JSON turned out to be.
    enum Outcome { case record, notAnObject }

    /// Walks over the text in a range of the arena, as a row of the chunk.
    @_lifetime(self: copy self)
    mutating func walk(from start: Int, to end: Int, row: Int) throws(JSONError) -> Outcome {
        scanner.begin(from: start, to: end)
        self.row = row
        try scanner.beginText()
        guard scanner.next == UInt8(ascii: "{") else {
            _ = try scanner.skipValue(depth: 0)
            try scanner.endText()
            return .notAnObject
        }
        _ = try walkObject(0, depth: 1)
        try scanner.endText()
        return .record
    }

    /// Ends the walks; gives the members that no field knows.
    consuming func takeStrays() -> [StrayMember] { strays }

    /// Walks over an object in which names are known; says whether there was more in it.
    @_lifetime(self: copy self)
    private mutating func walkObject(_ object: Int, depth: Int) throws(JSONError) -> Bool {
        guard try scanner.enterObject(depth: depth) else { return false }
        var isMore = false
        var previous = plan.tree.members.count &+ object
        repeat {
            guard scanner.next == UInt8(ascii: "\"") else { throw scanner.failure(.noName) }
            let nameStart = scanner.position &+ 1
            let member = try scanMember(of: object, after: previous)
            if member < 0 {
                try walkStray(in: object, nameStart: nameStart, member: member, depth: depth)
                isMore = true
                continue
            }
            previous = member
            let target = Int(plan.tree.members[member].target)
            if target >= 0 {
                slots[target &* stride &+ row] = try scanSlot(depth: depth)
            } else if try walkContainer(member, object: ~target, depth: depth) {
                isMore = true
            }
        } while try scanner.goesOnInObject()
        return isMore
    }

    /// Passes over a name and its colon; gives the member, or -1 for an unknown name and -2 for one
    /// with escapes.
    @inline(__always) @_lifetime(self: copy self)
    private mutating func scanMember(of object: Int, after previous: Int) throws(JSONError) -> Int {
        let start = scanner.position &+ 1
        let guess = Int(successors[previous])
        if guess >= 0, plan.tree.begins(guess, scanner.bytes, at: start, to: scanner.end) {
            scanner.position = start &+ Int(plan.tree.members[guess].length) &+ 1
            try scanner.scanColon()
            return guess
        }
        let hasEscapes = try scanner.scanString()
        stringEnd = scanner.position &- 1
        let member = find(in: object, from: start, to: stringEnd, hasEscapes)
        if member >= 0 { successors[previous] = Int16(truncatingIfNeeded: member) }
        try scanner.scanColon()
        return member
    }

    private func find(in object: Int, from start: Int, to end: Int, _ hasEscapes: Bool) -> Int {
        guard hasEscapes else {
            return plan.tree.find(in: object, scanner.bytes, from: start, to: end)
        }
        var name: [UInt8] = []
        JSONText.append(scanner.bytes.extracting(start..<end), to: &name)
        let member = plan.tree.find(
            in: object, name.span.rawBytes, from: 0, to: name.count)
        return member >= 0 ? member : -2
    }

    /// Passes over the value of an unknown name; the record's own are kept.
    @inline(never) @_lifetime(self: copy self)
    private mutating func walkStray(in object: Int, nameStart: Int, member: Int, depth: Int)
        throws(JSONError)
    {
        let nameEnd = stringEnd
        let start = scanner.position
        _ = try scanner.skipValue(depth: depth)
        guard object == 0 else { return }
        strays.append(
            StrayMember(
                row: Int32(row), name: member == -1 ? .asReceived : .escaped,
                nameStart: Int32(truncatingIfNeeded: nameStart),
                nameEnd: Int32(truncatingIfNeeded: nameEnd),
                valueStart: Int32(truncatingIfNeeded: start),
                valueEnd: Int32(truncatingIfNeeded: scanner.position)))
    }

    /// Walks over the value of a name that leads to fields; says whether there was more in it.
    @inline(never) @_lifetime(self: copy self)
    private mutating func walkContainer(_ member: Int, object: Int, depth: Int)
        throws(JSONError) -> Bool
    {
        // Of equal names the last one wins: what an earlier one held is forgotten.
        let start = scanner.position
        let fields = plan.tree.objects[object].fields
        for field in fields { slots[Int(field) &* stride &+ row] = .absent }
        var isMore = false
        if scanner.next == UInt8(ascii: "{") {
            isMore = try walkObject(object, depth: depth &+ 1)
        } else if scanner.next == UInt8(ascii: "n") {
            try scanner.scanNull()
        } else {
            isMore = true
            _ = try scanner.skipValue(depth: depth)
            let slot = JSONSlot(.blocked, from: start, to: scanner.position)
            for field in fields { slots[Int(field) &* stride &+ row] = slot }
        }
        if depth == 1 {
            slots[plan.containerSlots[member] &* stride &+ row] = JSONSlot(
                isMore ? .outsideContainer : .container, from: start, to: scanner.position)
        }
        return isMore
    }

    /// Passes over a field's value and notes what and where it is.
    @inline(__always) @_lifetime(self: copy self)
    private mutating func scanSlot(depth: Int) throws(JSONError) -> JSONSlot {
        let start = scanner.position
        switch scanner.next {
        case UInt8(ascii: "\""):
            let kind: JSONSlot.Kind = try scanner.scanString() ? .escapedString : .string
            return JSONSlot(kind, from: start &+ 1, to: scanner.position &- 1)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let kind: JSONSlot.Kind = try scanner.scanNumber() ? .integer : .number
            return JSONSlot(kind, from: start, to: scanner.position)
        case UInt8(ascii: "["):
            let kind = try scanArray(depth: depth &+ 1)
            return JSONSlot(kind, from: start, to: scanner.position)
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            let kind: JSONSlot.Kind = try scanner.scanBoolean() ? .isTrue : .isFalse
            return JSONSlot(kind, from: start, to: scanner.position)
        case UInt8(ascii: "n"):
            try scanner.scanNull()
            return JSONSlot(.null, from: start, to: scanner.position)
        default:
            _ = try scanner.skipValue(depth: depth)
            return JSONSlot(.object, from: start, to: scanner.position)
        }
    }

    @_lifetime(self: copy self)
    private mutating func scanArray(depth: Int) throws(JSONError) -> JSONSlot.Kind {
        guard try scanner.enterArray(depth: depth) else { return .stringArray }
        var kind = JSONSlot.Kind.stringArray
        repeat {
            if scanner.next == UInt8(ascii: "\"") {
                _ = try scanner.scanString()
            } else {
                kind = .array
                _ = try scanner.skipValue(depth: depth)
            }
        } while try scanner.goesOnInArray()
        return kind
    }
}

/// A member of a record that is to be rescued.
struct StrayMember: BitwiseCopyable, Sendable {
    /// Where its name is.
    enum Name: UInt8 {
        /// In the arena, without escapes.
        case asReceived
        /// In the arena, with escapes.
        case escaped
        /// In the plan: `nameStart` is the member.
        case known
    }

    /// The row of the chunk.
    let row: Int32
    /// Where its name is.
    let name: Name
    /// Where the name begins in the arena, after its quote.
    let nameStart: Int32
    /// Where the name ends in the arena, at its quote.
    let nameEnd: Int32
    /// Where the value begins in the arena.
    let valueStart: Int32
    /// Where the value ends in the arena.
    let valueEnd: Int32
}
