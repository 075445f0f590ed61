import Bytes
public import Pipeline

/// One instance of the service in a simulation: an engine with the jobs that it has started.
///
/// Jobs run one at a time on the calling thread, in an order drawn from a seed; each may see the
/// world that the others left. Dropping an instance is a crash: jobs that did not run are lost.
public final class SimulatedInstance {
    /// The engine.
    public let engine: Engine
    /// What the engine said.
    public private(set) var notices: [EngineNotice] = []
    private var pending: [Job] = []
    private var random: SplitMix64

    /// Starts an instance over ports.
    public init(
        lanes: [LaneSetup], settings: EngineSettings, ports: EnginePorts, seed: UInt64, now: Int64
    ) {
        let box = NoticeBox()
        engine = Engine(lanes: lanes, settings: settings, ports: ports) { box.notices.append($0) }
        random = SplitMix64(seed: seed)
        self.box = box
        pending = engine.handle(.tick, now: now)
    }

    private let box: NoticeBox

    private final class NoticeBox {
        var notices: [EngineNotice] = []
    }

    /// Whether a job waits to be run.
    public var hasWork: Bool { !pending.isEmpty }

    /// Runs one waiting job, drawn by the seed, or tells the engine the time when none waits.
    public func step(now: Int64) {
        let event: EngineEvent
        if pending.isEmpty {
            event = .tick
        } else {
            let index = Int.random(in: 0..<pending.count, using: &random)
            event = pending.remove(at: index).run()
        }
        pending += engine.handle(event, now: now)
        notices += box.notices
        box.notices.removeAll()
    }

    /// Tells the engine something.
    public func tell(_ event: EngineEvent, now: Int64) {
        pending += engine.handle(event, now: now)
    }

    /// Steps until the engine has finished; time advances between steps by up to `pace`
    /// nanoseconds, of which `onTime` is told.
    ///
    /// Returns false when that takes more than `limit` steps.
    public func finish(
        now: inout Int64, pace: Int64, limit: Int, onTime: (Int64) -> Void = { _ in }
    ) -> Bool {
        for _ in 0..<limit {
            if engine.isFinished { return true }
            now += Int64.random(in: 0...pace, using: &random)
            onTime(now)
            step(now: now)
        }
        return engine.isFinished
    }
}
