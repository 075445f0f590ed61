/// Numbers of an answer's records, such as times or ids, in the order of the answer: how far they
/// reach, and whether they rise or fall.
package struct RowRun: Sendable, Equatable {
    /// The smallest.
    package private(set) var least: Int64
    /// The largest.
    package private(set) var greatest: Int64
    /// Whether none is smaller than one before it.
    package private(set) var isAscending = true
    /// Whether none is larger than one before it.
    package private(set) var isDescending = true
    private var last: Int64

    /// Begins with the first number.
    package init(_ first: Int64) {
        least = first
        greatest = first
        last = first
    }

    /// Makes a run of numbers; nil when there are none.
    package init?(_ numbers: some Sequence<Int64>) {
        var iterator = numbers.makeIterator()
        guard let first = iterator.next() else { return nil }
        self.init(first)
        while let number = iterator.next() { add(number) }
    }

    /// Adds the next one.
    package mutating func add(_ number: Int64) {
        least = min(least, number)
        greatest = max(greatest, number)
        if number < last { isAscending = false }
        if number > last { isDescending = false }
        last = number
    }
}
