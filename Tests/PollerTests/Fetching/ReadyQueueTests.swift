import Bytes
import HTTPTransfer
import Poller
import Synchronization
import Testing

@Suite struct ReadyQueueTests {
    @Test("of those whose time has come the first of the round goes first", arguments: 0..<20)
    func order(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var queue = ReadyQueue()
        var expected: [Int: Int64] = [:]
        for now in Int64(0)..<300 {
            for _ in 0..<random.next(below: 4) {
                let place = random.next(below: 1000)
                guard expected[place] == nil else { continue }
                let time = now + Int64(random.next(below: 40)) - 10
                expected[place] = time
                queue.add(place, at: time)
            }
            let due = expected.filter { $0.value <= now }.keys.min()
            #expect(queue.first(now: now) == due)
            #expect(queue.isEmpty == expected.isEmpty)
            #expect(queue.nextTime == expected.values.filter { $0 > now }.min())
            guard let due, random.next().isMultiple(of: 2) else { continue }
            queue.removeFirst()
            expected[due] = nil
        }
    }

    @Test("a hundred times as many cost a hundred times as much, but for a logarithm")
    func steps() {
        let (few, many) = (Counted.comparisons(of: 200), Counted.comparisons(of: 20_000))
        #expect(few > 0)
        #expect(many < few * 100 * 3)
        #expect(many < 20_000 * 2 * 2 * 15)
    }

    @Test("twenty thousand partitions are asked one after the other, each once, in their order")
    func manyPartitions() throws {
        let symbols = (0..<20_000).map { "S\($0)" }
        let fixture = try SourceFixture(
            """
            source: s
            topic: rest-ticks
            api: {base_url: https://api.example.com, concurrency: 7}
            request: {path: /t, query: {symbol: '{{ partition.symbol }}'}}
            partitions: {symbol: {file: symbols.txt}}
            records: {fields: {symbol: s}}
            mapping: {kind: record}
            """, now: 1_767_623_400_000_000_000,
            files: ["symbols.txt": symbols.joined(separator: "\n")])
        let vendor = ScriptedVendor { _, _ in
            .success(HTTPResponse(status: 204, headers: [], body: []))
        }
        var poller = try fixture.poller(vendor)
        var report = PollReport()
        #expect(try poller.poll(into: &report) == .caughtUp)
        #expect(vendor.requests.map { $0.parameter("symbol") ?? "" } == symbols)
    }
}

/// A number that counts how often it is compared.
private struct Counted: Comparable, Sendable {
    let number: UInt64
    let count: Counter

    final class Counter: Sendable {
        let comparisons = Mutex(0)
    }

    static func < (one: Counted, other: Counted) -> Bool {
        one.count.comparisons.withLock { $0 += 1 }
        return one.number < other.number
    }

    static func == (one: Counted, other: Counted) -> Bool { one.number == other.number }

    /// How many comparisons it takes to put numbers into order.
    static func comparisons(of size: Int) -> Int {
        let count = Counter()
        var random = SplitMix64(seed: UInt64(size))
        var heap = LeastFirst<Counted>()
        for _ in 0..<size { heap.insert(Counted(number: random.next(), count: count)) }
        var last: UInt64 = 0
        while let next = heap.removeFirst() {
            #expect(next.number >= last)
            last = next.number
        }
        return count.comparisons.withLock { $0 }
    }
}
