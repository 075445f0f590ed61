package import JSONColumns

/// A way to a value within JSON: `chart.result[0].meta`, `["Time Series (*)"]`, `bars.*`.
///
/// Names follow points, or stand in quotes between brackets; `[0]` is the first element, `[-1]` the
/// last. A `*` alone is every element or member; within a name it stands for any characters, and
/// `\*` for itself. The empty path and `$` are the whole value.
package struct ValuePath: Sendable, Hashable {
    /// One step down.
    enum Step: Sendable, Hashable {
        case member(String)
        /// A name with stars: the texts between them.
        case pattern([[UInt8]])
        case index(Int)
        case each
    }

    var steps: [Step]

    /// The whole value.
    package static let whole = ValuePath(steps: [])

    init(steps: [Step]) { self.steps = steps }

    /// Reads a path.
    ///
    /// - Throws: Where it is malformed, or has more than 32 steps.
    package init(_ text: String) throws(PollProblem) {
        var parser = ValuePathParser(Array(text.utf8), at: 0)
        self = try parser.parse()
        guard parser.isAtEnd else { throw .at(parser.at, "a point or a bracket was expected") }
    }

    /// Whether this is the whole value.
    package var isWhole: Bool { steps.isEmpty }

    /// The name that a path begins with, if it is one.
    var firstName: String? {
        if case .member(let name) = steps.first { return name }
        return nil
    }

    /// The first value that the path leads to; nil if there is none.
    package func first(in value: JSONValue) -> JSONValue? {
        ValuePath.first(steps[...], value)
    }

    /// The first value that the path leads to from a row; nil if there is none.
    func first(in row: SourceRow) -> JSONValue? {
        guard let name = firstName, let cell = row.cell(name) else {
            return ValuePath.first(steps[...], row.value)
        }
        return steps.count == 1 ? cell : ValuePath.first(steps[1...], cell)
    }

    /// All values that the path leads to, in order.
    package func all(in value: JSONValue) -> [JSONValue] {
        var values = [value]
        for step in steps { values = values.flatMap { ValuePath.next(step, $0) } }
        return values
    }

    private static func first(_ steps: ArraySlice<Step>, _ value: JSONValue) -> JSONValue? {
        var value = value
        for step in steps {
            switch step {
            case .member(let name):
                guard let member = value[name] else { return nil }
                value = member
            default:
                guard let found = next(step, value).first else { return nil }
                value = found
            }
        }
        return value
    }

    private static func next(_ step: Step, _ value: JSONValue) -> [JSONValue] {
        switch step {
        case .member(let name): return value[name].map { [$0] } ?? []
        case .pattern(let pieces):
            let members = value.object?.members ?? []
            return members.filter { matches(Array($0.name.utf8), pieces) }.map(\.value)
        case .index(let index):
            guard let elements = value.array else { return [] }
            let place = index < 0 ? elements.count + index : index
            return elements.indices.contains(place) ? [elements[place]] : []
        case .each: return value.array ?? value.object?.members.map(\.value) ?? []
        }
    }

    /// Whether a name is the pieces with any characters between them.
    private static func matches(_ name: [UInt8], _ pieces: [[UInt8]]) -> Bool {
        guard let first = pieces.first, let last = pieces.last, name.starts(with: first),
            name.count >= first.count + last.count, name.suffix(last.count).elementsEqual(last)
        else { return false }
        var rest = name[first.count..<name.count - last.count]
        for piece in pieces.dropFirst().dropLast() {
            while !rest.starts(with: piece) {
                if rest.isEmpty { return false }
                rest.removeFirst()
            }
            rest = rest.dropFirst(piece.count)
        }
        return true
    }
}
