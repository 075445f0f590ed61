/// The fetches that may be asked for, by their places in the round: now, or from a time on.
///
/// Of those whose time has come the first of the round is the first: a slice is asked for to its
/// last page before the next one is begun. Finding it takes the same time however many there are,
/// but for a logarithm: a round may have a hundred thousand.
package struct ReadyQueue: Sendable {
    private struct Wait: Comparable, Sendable {
        let time: Int64
        let place: Int

        static func < (one: Wait, other: Wait) -> Bool {
            (one.time, one.place) < (other.time, other.place)
        }
    }

    private var due = LeastFirst<Int>()
    private var waiting = LeastFirst<Wait>()

    /// Nobody is to be asked for.
    package init() {}

    /// Whether nobody is to be asked for, now or later.
    package var isEmpty: Bool { due.first == nil && waiting.first == nil }

    /// When the next one's time comes; nil when none waits for one.
    package var nextTime: Int64? { waiting.first?.time }

    /// Adds a fetch that is not in the queue.
    package mutating func add(_ place: Int, at time: Int64) {
        waiting.insert(Wait(time: time, place: place))
    }

    /// The first one whose time has come.
    package mutating func first(now: Int64) -> Int? {
        while let wait = waiting.first, wait.time <= now {
            due.insert(wait.place)
            _ = waiting.removeFirst()
        }
        return due.first
    }

    /// Takes that one out.
    package mutating func removeFirst() { _ = due.removeFirst() }
}
