import Bytes

/// The names that a plan knows, object by object, laid out so that one is told by a load or two.
struct JSONNameTree: Sendable {
    /// A known name of an object.
    struct Member: BitwiseCopyable, Sendable {
        /// The name's first eight bytes, little endian, shorter names padded with zeros.
        let word: UInt64
        /// The bits of `word` that belong to the name.
        let mask: UInt64
        /// The name's length in bytes.
        let length: Int32
        /// Where the name begins in `names`.
        let nameStart: Int32
        /// The field that its value fills; less than zero for the object `~target`.
        let target: Int32
        /// Whether JSON writes the name as it is, so that raw bytes may be compared with it.
        let isPlain: Bool
    }

    /// An object in which names are known.
    struct Object: Sendable {
        /// Its members' indices.
        let members: Range<Int>
        /// Where its hash table begins in `table`.
        let tableStart: Int
        /// The size of its hash table less one; the size is a power of two.
        let tableMask: Int
        /// The fields in it, also those deeper down.
        let fields: [Int32]
    }

    /// The members of all objects.
    private(set) var members: [Member] = []
    /// The objects; the first one is the record.
    private(set) var objects: [Object] = []
    /// Members by the hash of their name; less than zero where there is none.
    private(set) var table: [Int16] = []
    /// The names of all members, with eight bytes to spare for loads.
    private(set) var names: [UInt8] = []

    /// Lays out the paths of fields; no path may be another one's beginning.
    init(paths: [[String]]) {
        var waiting: [(depth: Int, fields: [Int])] = [(0, Array(paths.indices))]
        while objects.count < waiting.count {
            let (depth, fields) = waiting[objects.count]
            let first = members.count
            for group in JSONNameTree.groups(of: fields, paths: paths, depth: depth) {
                let isLeaf = paths[group[0]].count == depth + 1
                let target = isLeaf ? Int32(group[0]) : ~Int32(waiting.count)
                addMember(Array(paths[group[0]][depth].utf8), target: target)
                if !isLeaf { waiting.append((depth + 1, group)) }
            }
            addObject(members: first..<members.count, fields: fields.map { Int32($0) })
        }
        names.append(contentsOf: repeatElement(0, count: 8))
    }

    /// Fields with the same name at a depth, together, in the order of the first of each.
    private static func groups(of fields: [Int], paths: [[String]], depth: Int) -> [[Int]] {
        var groups: [[Int]] = []
        var places: [[UInt8]: Int] = [:]
        for field in fields {
            let name = Array(paths[field][depth].utf8)
            if let place = places[name] {
                groups[place].append(field)
            } else {
                places[name] = groups.count
                groups.append([field])
            }
        }
        return groups
    }

    private mutating func addMember(_ name: [UInt8], target: Int32) {
        let mask = JSONNameTree.mask(name.count)
        let padded = name + repeatElement(0, count: 8)
        let isPlain = name.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }
        members.append(
            Member(
                word: padded.span.rawBytes.integer(at: 0) & mask, mask: mask,
                length: Int32(name.count), nameStart: Int32(names.count), target: target,
                isPlain: isPlain))
        names.append(contentsOf: name)
    }

    private mutating func addObject(members range: Range<Int>, fields: [Int32]) {
        var size = 4
        while size < range.count * 2 { size *= 2 }
        let start = table.count
        table.append(contentsOf: repeatElement(-1, count: size))
        for index in range {
            let member = members[index]
            var at = JSONNameTree.hash(member.word, Int(member.length)) & (size - 1)
            while table[start + at] >= 0 { at = (at + 1) & (size - 1) }
            table[start + at] = Int16(index)
        }
        objects.append(
            Object(members: range, tableStart: start, tableMask: size - 1, fields: fields))
    }

    private static func mask(_ length: Int) -> UInt64 {
        length >= 8 ? ~0 : 1 << UInt64(length * 8) - 1
    }

    @inline(__always)
    private static func hash(_ word: UInt64, _ length: Int) -> Int {
        let mixed = (word ^ UInt64(truncatingIfNeeded: length)) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed &>> 40)
    }

    /// Whether the name that begins at a position of an arena, after the quote, is a member's, and
    /// written without escapes.
    ///
    /// False near the arena's end, where a word cannot be loaded.
    @inline(__always)
    func begins(_ index: Int, _ bytes: RawSpan, at start: Int, to end: Int) -> Bool {
        let member = members[index]
        let length = Int(member.length)
        guard start &+ 8 <= bytes.byteCount, start &+ length < end else { return false }
        guard bytes.integer(at: start, as: UInt64.self) & member.mask == member.word,
            bytes.byte(at: start &+ length) == UInt8(ascii: "\"")
        else { return false }
        return member.isPlain && (length <= 8 || hasTail(member, bytes, at: start))
    }

    /// The member of an object with the name in a range of an arena; less than zero if there is
    /// none.
    func find(in object: Int, _ bytes: RawSpan, from start: Int, to end: Int) -> Int {
        let length = end &- start
        var word: UInt64 = 0
        if start &+ 8 <= bytes.byteCount {
            word = bytes.integer(at: start, as: UInt64.self) & JSONNameTree.mask(length)
        } else {
            for offset in 0..<min(length, 8) {
                word |= UInt64(bytes.byte(at: start &+ offset)) << UInt64(offset * 8)
            }
        }
        let object = objects[object]
        var at = JSONNameTree.hash(word, length) & object.tableMask
        while true {
            let index = Int(table[object.tableStart &+ at])
            if index < 0 { return -1 }
            let member = members[index]
            if member.word == word, Int(member.length) == length,
                length <= 8 || hasTail(member, bytes, at: start)
            {
                return index
            }
            at = (at &+ 1) & object.tableMask
        }
    }

    /// Whether the bytes after a name's first eight are a member's.
    private func hasTail(_ member: Member, _ bytes: RawSpan, at start: Int) -> Bool {
        let length = Int(member.length) &- 8
        let name = names.span.rawBytes.extracting(
            Int(member.nameStart) &+ 8..<Int(member.nameStart) &+ 8 &+ length)
        return name.equals(bytes.extracting(start &+ 8..<start &+ 8 &+ length))
    }

    /// A member's name.
    func name(_ index: Int) -> [UInt8] {
        let start = Int(members[index].nameStart)
        return Array(names[start..<start + Int(members[index].length)])
    }
}
