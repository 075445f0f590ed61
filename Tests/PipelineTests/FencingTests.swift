import Bytes
import Columnar
import Pipeline
import TestSupport
import Testing

/// How an instance ends whose lanes another one works on.
@Suite("Fenced instances")
struct FencingTests {
    private static let lane = EngineTests.lanes[0]

    /// Two instances over one lake, in turns drawn by the seed.
    private struct Rivals {
        let world: EngineTests.World
        let lake: ToyLake
        let instances: [SimulatedInstance]
        var now: Int64 = 1_000
        private var random: SplitMix64

        init(seed: UInt64, lanes: [[LaneID]]) {
            let world = EngineTests.World(seed: seed, count: 2_000)
            let lake = ToyLake(seed: seed, faultPercent: 0)
            self.world = world
            self.lake = lake
            instances = lanes.enumerated().map { index, lanes in
                let source = ScriptedSource(world.records, seed: seed &+ UInt64(index))
                return world.instance(
                    lake, source, seed: seed &+ UInt64(index), now: 1_000, lanes: lanes)
            }
            random = SplitMix64(seed: seed)
        }

        /// Steps both until one has ended or a lane was given up.
        mutating func fight() {
            for _ in 0..<20_000 {
                if instances.contains(where: { $0.engine.isFinished || $0.hasGivenUp }) { return }
                now += Int64.random(in: 0...5, using: &random)
                instances[Int.random(in: 0...1, using: &random)].step(now: now)
            }
        }
    }

    @Test("one that has no lane left ends and says so; the other does the work", arguments: 0..<20)
    func noLaneLeft(seed: UInt64) throws {
        var rivals = Rivals(seed: seed, lanes: [[Self.lane], [Self.lane]])
        rivals.fight()
        let loser = try #require(rivals.instances.first { $0.hasGivenUp })
        let winner = try #require(rivals.instances.first { !$0.hasGivenUp })
        // At once: not after the pause.
        #expect(loser.finish(now: &rivals.now, pace: 5, limit: 100))
        #expect(loser.engine.status.isFencedOff)
        #expect(loser.hasSaidFencedOff)
        #expect(loser.engine.halts.isEmpty)

        #expect(winner.finish(now: &rivals.now, pace: 5, limit: 20_000))
        #expect(!winner.engine.status.isFencedOff)
        let next = rivals.lake.snapshot.next["windows"]?[Self.lane]
        #expect(next == rivals.world.records[Self.lane]?.next)
    }

    @Test("one that has another lane goes on with it, and takes the lost one again later")
    func otherLanes() throws {
        var outcomes: Set<Bool> = []
        for seed in 0..<20 as Range<UInt64> {
            let both = [Self.lane, EngineTests.lanes[1]]
            var rivals = Rivals(seed: seed, lanes: [both, [Self.lane]])
            rivals.fight()
            let (large, small) = (rivals.instances[0], rivals.instances[1])
            outcomes.insert(large.hasGivenUp)
            #expect(large.finish(now: &rivals.now, pace: 50_000_000, limit: 50_000))
            #expect(!large.engine.status.isFencedOff)
            #expect(!large.hasSaidFencedOff)
            #expect(large.engine.halts.isEmpty)
            #expect(small.engine.status.isFencedOff == small.hasGivenUp)
            for lane in both {
                let next = rivals.lake.snapshot.next["windows"]?[lane]
                #expect(next == rivals.world.records[lane]?.next)
            }
        }
        #expect(outcomes == [true, false], "the seeds cover both outcomes")
    }

    @Test("a drain while a lane is left to another instance is a clean end")
    func drained() throws {
        var drains = 0
        for seed in 0..<20 as Range<UInt64> {
            var rivals = Rivals(seed: seed, lanes: [EngineTests.lanes, [Self.lane]])
            rivals.fight()
            let instance = rivals.instances[0]
            guard instance.hasGivenUp else { continue }
            drains += 1
            instance.tell(.drain, now: rivals.now)
            #expect(instance.finish(now: &rivals.now, pace: 5, limit: 2_000))
            #expect(instance.engine.halts.isEmpty)
            #expect(!instance.engine.status.isFencedOff)
        }
        #expect(drains > 0)
    }
}

extension SimulatedInstance {
    /// Whether a lane was given up for a while.
    fileprivate var hasGivenUp: Bool {
        notices.contains {
            if case .laneRestarts(_, _, "another instance works on this lane") = $0 {
                true
            } else {
                false
            }
        }
    }

    fileprivate var hasSaidFencedOff: Bool {
        notices.contains { if case .fencedOff = $0 { true } else { false } }
    }
}
