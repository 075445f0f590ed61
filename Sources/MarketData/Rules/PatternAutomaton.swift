/// Glushkov's construction: one position a byte of the pattern, then sets of positions as states.
struct PatternAutomaton {
    /// A set of positions.
    typealias Positions = Set<Int>

    /// How a part of the pattern begins and ends.
    struct Part {
        var isOptional = true
        var first: Positions = []
        var last: Positions = []
    }

    private var bytes: [ByteSet] = []
    private var follow: [Positions] = []
    private var steps = 0
    private static let positionsMax = 256
    private static let statesMax = 1024
    private static let stepsMax = 20_000

    /// Adds the positions of a part; a repetition adds those of its body once for each count.
    mutating func build(_ node: PatternNode) throws(PatternError) -> Part {
        steps += 1
        guard steps <= Self.stepsMax else { throw Self.tooLarge }
        switch node {
        case .bytes(let set):
            guard bytes.count < Self.positionsMax else { throw Self.tooLarge }
            bytes.append(set)
            follow.append([])
            let position = bytes.count - 1
            return Part(isOptional: false, first: [position], last: [position])
        case .sequence(let nodes):
            var whole = Part()
            for node in nodes { whole = join(whole, try build(node)) }
            return whole
        case .choice(let nodes):
            var whole = Part(isOptional: false)
            for node in nodes {
                let part = try build(node)
                whole.isOptional = whole.isOptional || part.isOptional
                whole.first.formUnion(part.first)
                whole.last.formUnion(part.last)
            }
            return whole
        case .repetition(let body, let minimum, let maximum):
            return try buildRepetition(of: body, minimum, maximum)
        }
    }

    private mutating func buildRepetition(
        of body: PatternNode, _ minimum: Int, _ maximum: Int?
    ) throws(PatternError) -> Part {
        var whole = Part()
        for _ in 0..<minimum { whole = join(whole, try build(body)) }
        guard let maximum else {
            var loop = try build(body)
            for position in loop.last { follow[position].formUnion(loop.first) }
            loop.isOptional = true
            return join(whole, loop)
        }
        for _ in minimum..<maximum {
            var part = try build(body)
            part.isOptional = true
            whole = join(whole, part)
        }
        return whole
    }

    private mutating func join(_ left: Part, _ right: Part) -> Part {
        for position in left.last { follow[position].formUnion(right.first) }
        return Part(
            isOptional: left.isOptional && right.isOptional,
            first: left.isOptional ? left.first.union(right.first) : left.first,
            last: right.isOptional ? left.last.union(right.last) : right.last)
    }

    /// The table of a deterministic automaton; state 0 is dead, state 1 the start.
    func determinised(_ whole: Part) throws(PatternError) -> ([UInt16], [Bool]) {
        var states: [Positions: UInt16] = [[]: 0]
        // The start is no set of positions that were matched, so it has no entry in `states`.
        var reachable: [Positions] = [[], whole.first]
        var accepts = [false, whole.isOptional]
        var transitions = [UInt16](repeating: 0, count: 512)
        var next = 1
        while next < reachable.count {
            // The candidates for the next byte: what may follow what was matched.
            let candidates = next == 1 ? whole.first : reach(from: reachable[next])
            for byte in UInt8.min...UInt8.max {
                let matched = candidates.filter { bytes[$0].contains(byte) }
                if let known = states[matched] {
                    transitions[next * 256 + Int(byte)] = known
                    continue
                }
                guard reachable.count < Self.statesMax else { throw Self.tooLarge }
                states[matched] = UInt16(reachable.count)
                transitions[next * 256 + Int(byte)] = UInt16(reachable.count)
                reachable.append(matched)
                accepts.append(!matched.isDisjoint(with: whole.last))
                transitions += [UInt16](repeating: 0, count: 256)
            }
            next += 1
        }
        return (transitions, accepts)
    }

    private func reach(from matched: Positions) -> Positions {
        var result: Positions = []
        for position in matched { result.formUnion(follow[position]) }
        return result
    }

    private static let tooLarge = PatternError(what: "it is too large", position: 0)
}
