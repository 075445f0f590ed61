import Platform
import Testing

@Suite struct InboxTests {
    @Test("events come out in the order of posting, also when the ring wraps and grows")
    func keepsOrder() {
        let inbox = Inbox<Int>()
        var posted = 0
        var taken: [Int] = []
        for round in 1...60 {
            for _ in 0..<round {
                inbox.post(posted)
                posted += 1
            }
            for _ in 0..<(round / 2) { taken.append(inbox.next() ?? -1) }
        }
        inbox.takeAll(into: &taken)
        #expect(taken == Array(0..<posted))
        #expect(inbox.count == 0)
    }

    @Test("an empty inbox answers nil at the deadline, and not before")
    func waitsUntilDeadline() {
        let inbox = Inbox<Int>()
        let start = SystemClock.monotonicNanoseconds()
        #expect(inbox.next(deadline: start + 20_000_000) == nil)
        #expect(SystemClock.monotonicNanoseconds() >= start + 20_000_000)
    }

    @Test("a deadline in the past takes what is there and does not wait")
    func doesNotWaitInThePast() {
        let inbox = Inbox<Int>()
        #expect(inbox.next(deadline: .min) == nil)
        inbox.post(7)
        #expect(inbox.next(deadline: .min) == 7)
    }

    @Test("events of many threads all arrive, each thread's in its order")
    func takesFromManyThreads() {
        let inbox = Inbox<(thread: Int, number: Int)>(capacity: 4)
        let threads = (0..<4).map { thread in
            NamedThread("post-\(thread)") {
                for number in 0..<500 { inbox.post((thread, number)) }
            }
        }
        var next = [0, 0, 0, 0]
        for _ in 0..<2000 {
            guard let event = inbox.next() else { break }
            #expect(event.number == next[event.thread])
            next[event.thread] += 1
        }
        for thread in threads { thread.join() }
        #expect(next == [500, 500, 500, 500])
    }

    @Test("a full inbox holds the poster back until there is room")
    func holdsBack() {
        let inbox = Inbox<Int>(capacity: 2)
        inbox.post(0)
        inbox.post(1)
        let isThrough = Monitor(false)
        let poster = NamedThread("poster") {
            inbox.post(2)
            isThrough.change { $0 = true }
        }
        // The poster cannot be through: nobody has taken anything.
        #expect(!isThrough.withLock { $0 })
        #expect(inbox.count <= 2)
        #expect(inbox.next() == 0)
        poster.join()
        #expect(isThrough.withLock { $0 })
        #expect(inbox.count == 2)
    }

    @Test("a closed inbox refuses events, gives out those it has, then answers nil at once")
    func closes() {
        let inbox = Inbox<Int>()
        inbox.post(1)
        inbox.close()
        #expect(!inbox.post(2))
        #expect(inbox.next() == 1)
        #expect(inbox.next() == nil)
    }

    @Test("closing wakes a thread that waits for an event")
    func closingWakes() {
        let inbox = Inbox<Int>()
        let thread = NamedThread("taker") { #expect(inbox.next() == nil) }
        inbox.close()
        thread.join()
    }
}
