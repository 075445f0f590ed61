internal import Bytes

/// A deterministic automaton over bytes: one table look-up per byte.
struct PatternAutomaton: Sendable {
    /// The class of each byte value: bytes that no set tells apart are one class.
    private let classes: [UInt8]
    private let classCount: Int
    /// The next state by state and class.
    ///
    /// State 0 is dead, state 1 the start.
    private let table: [UInt16]
    private let isAccepting: [Bool]

    /// How large a pattern may be when repetitions are written out.
    private static let sizeMax = 300
    /// How many states it may need.
    private static let stateMax = 512

    init(_ root: PatternNode) throws(BytePatternError) {
        guard root.size <= Self.sizeMax else { throw Self.tooComplex }
        var positions = PatternPositions()
        let whole = positions.add(root)
        let map = Self.classMap(of: positions.sets)
        classes = map.classes
        classCount = map.representatives.count

        // For each state the positions that may come next.
        var candidates = [PositionSet(), whole.first]
        // A state is the positions just taken; the start, which took none, is not looked up.
        var ids: [PositionSet: UInt16] = [PositionSet(): 0]
        var accepting = [false, whole.isNullable]
        var table = [UInt16](repeating: 0, count: classCount)
        var next = 1
        while next < candidates.count {
            let members = candidates[next].members
            for byte in map.representatives {
                let (taken, follow) = positions.step(members, byte)
                if ids[taken] == nil {
                    guard candidates.count < Self.stateMax else { throw Self.tooComplex }
                    ids[taken] = UInt16(candidates.count)
                    candidates.append(follow)
                    accepting.append(taken.intersects(whole.last))
                }
                table.append(ids[taken] ?? 0)
            }
            next += 1
        }
        self.table = table
        isAccepting = accepting
    }

    /// Whether the bytes lead from the start to an accepting state.
    func accepts(_ bytes: RawSpan) -> Bool {
        var state = 1
        let classes = classes.span
        let table = table.span
        for offset in 0..<bytes.byteCount {
            let column = Int(classes[Int(bytes.byte(at: offset))])
            state = Int(table[state &* classCount &+ column])
            if state == 0 { return false }
        }
        return isAccepting[state]
    }

    /// Groups byte values that are in the same sets.
    private static func classMap(
        of sets: [ByteSet]
    ) -> (classes: [UInt8], representatives: [UInt8]) {
        let distinct = Array(Set(sets))
        var ids: [[Bool]: UInt8] = [:]
        var classes: [UInt8] = []
        var representatives: [UInt8] = []
        for byte in UInt8.min...UInt8.max {
            let signature = distinct.map { $0.contains(byte) }
            if ids[signature] == nil {
                ids[signature] = UInt8(representatives.count)
                representatives.append(byte)
            }
            classes.append(ids[signature] ?? 0)
        }
        return (classes, representatives)
    }

    private static let tooComplex = BytePatternError(
        message: "the pattern needs too many states. write it with fewer or smaller repetitions",
        column: 1)
}
