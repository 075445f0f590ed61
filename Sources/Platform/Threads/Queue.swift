/// A first-in, first-out ring that grows as needed and keeps its storage.
struct Queue<Element: Sendable>: Sendable {
    private var ring: [Element?] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element) {
        if count == ring.count { grow() }
        ring[(head + count) & (ring.count - 1)] = element
        count += 1
    }

    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = ring[head]
        ring[head] = nil
        head = (head + 1) & (ring.count - 1)
        count -= 1
        return element
    }

    /// Doubles the ring, whose size is a power of two so that positions wrap by a mask.
    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(max(8, ring.count * 2))
        for position in 0..<count {
            larger.append(ring[(head + position) & (ring.count - 1)])
        }
        larger.append(contentsOf: repeatElement(nil, count: max(8, ring.count * 2) - count))
        ring = larger
        head = 0
    }
}
