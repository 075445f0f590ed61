import Platform
import Synchronization
import Testing
import ticklake

/// The look-out for new partitions.
///
/// The number of partitions is a fake's: no broker of a test can be held up in the middle of an
/// answer, and the embedded one never gives a topic more partitions.
@Suite struct PartitionWatchTests {
    /// Answers as the test says, and notes how often it was asked.
    private final class FakeTopics: Sendable {
        private struct State {
            var counts: [String: Int] = [:]
            var calls = 0
        }

        private let state = Mutex(State())

        var callCount: Int { state.withLock { $0.calls } }

        func set(_ topic: String, _ count: Int?) { state.withLock { $0.counts[topic] = count } }

        func count(_ topic: String) -> Int? {
            state.withLock { state in
                state.calls += 1
                return state.counts[topic]
            }
        }
    }

    /// Waits until a condition holds; false when that takes half a minute.
    private static func eventually(_ condition: () -> Bool) -> Bool {
        let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
        let pause = StopRequest()
        while !condition() {
            guard SystemClock.monotonicNanoseconds() < deadline else { return false }
            pause.wait(deadline: SystemClock.monotonicNanoseconds() + 1_000_000)
        }
        return true
    }

    @Test("it tells the numbers that it finds, and passes over a topic that it cannot count")
    func finds() {
        let topics = FakeTopics()
        topics.set("ticks", 4)
        let watch = PartitionWatch(topics: ["ticks", "away"], interval: 100_000) {
            topics.count($0)
        }
        var found: [String: Int] = [:]
        #expect(
            Self.eventually {
                found = watch.take()
                return !found.isEmpty
            })
        #expect(found == ["ticks": 4])
        topics.set("ticks", 6)
        #expect(Self.eventually { watch.take()["ticks"] == 6 })
        watch.stop()
        _ = watch.take()
        #expect(watch.take().isEmpty)
    }

    @Test("its stop waits for the look under way, and no look follows")
    func stop() {
        let topics = FakeTopics()
        let answer = StopRequest()
        let watch = PartitionWatch(topics: ["one", "two"], interval: 0) { topic in
            defer { answer.wait() }
            return topics.count(topic)
        }
        #expect(Self.eventually { topics.callCount == 1 })
        let hasStopped = StopRequest()
        let stopper = NamedThread("stopper") {
            watch.stop()
            hasStopped.request()
        }
        StopRequest().wait(deadline: SystemClock.monotonicNanoseconds() + 50_000_000)
        #expect(!hasStopped.isRequested)
        answer.request()
        stopper.join()
        #expect(topics.callCount == 1)
    }

    @Test("its stop does not wait for the next look")
    func stopBetween() {
        let topics = FakeTopics()
        let watch = PartitionWatch(topics: ["ticks"], interval: 3_600_000_000_000) {
            topics.count($0)
        }
        watch.stop()
        #expect(topics.callCount == 0)
    }
}
