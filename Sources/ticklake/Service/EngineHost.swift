import Pipeline
import Platform

/// Runs an engine on this thread and its jobs on worker threads.
///
/// Computing has as many threads as there are processors, waiting for storage a few more, so that
/// a slow disk never takes a processor's place.
final class EngineHost {
    let inbox = Inbox<EngineEvent>()
    private let compute: WorkerPool
    private let storage: WorkerPool
    private var events: [EngineEvent] = []

    init() {
        compute = WorkerPool(name: "compute", threadCount: Machine.processorCount())
        storage = WorkerPool(name: "storage", threadCount: 4)
    }

    /// Runs until the engine has finished; `observe` is called after every round of events.
    func run(_ engine: Engine, stop: StopRequest, observe: (Engine, Int64) -> Void) {
        let inbox = inbox
        stop.onRequest { _ = inbox.post(.drain) }
        submit(engine.handle(.tick, now: SystemClock.monotonicNanoseconds()))
        while !engine.isFinished {
            let deadline = engine.nextDeadline(now: SystemClock.monotonicNanoseconds())
            events.removeAll(keepingCapacity: true)
            inbox.takeAll(into: &events, deadline: deadline)
            if events.isEmpty { events.append(.tick) }
            for event in events {
                submit(engine.handle(event, now: SystemClock.monotonicNanoseconds()))
            }
            observe(engine, SystemClock.monotonicNanoseconds())
        }
        compute.shutdown()
        storage.shutdown()
    }

    private func submit(_ jobs: [Job]) {
        let inbox = inbox
        for job in jobs {
            let pool = job.kind == .compute ? compute : storage
            pool.submit { _ = inbox.post(job.run()) }
        }
    }
}
