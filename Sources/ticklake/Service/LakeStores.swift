import ObjectStorage
import Platform

/// Opens the store that a lake's place names.
enum LakeStores {
    /// A store at the lake's root.
    static func open(_ lake: String) throws -> any ObjectStore {
        if lake.hasPrefix("file://") { return LocalStore(root: String(lake.dropFirst(7))) }
        if lake.contains("://") {
            throw CommandError(
                .usage, "the lake `\(lake)` cannot be opened",
                why: "it is in a store that this version does not reach",
                advice: "name a folder")
        }
        return LocalStore(root: lake)
    }

    /// The store of a lake for a service, which asks again for what a reading call did not get.
    ///
    /// Writing calls are not made again: the engine drops a step that failed and recovers from the
    /// ledger, which is right after every failure, and is what its tests prove. A service that
    /// ends does not wait out a pause.
    static func open(_ lake: String, until stop: StopRequest) throws -> any ObjectStore {
        RetryingStore(
            try open(lake), policy: .reads,
            now: { .nanoseconds(SystemClock.monotonicNanoseconds()) },
            wait: { pause in
                let (seconds, attoseconds) = pause.components
                let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
                stop.wait(deadline: SystemClock.monotonicNanoseconds() + nanoseconds)
            }, seed: Entropy.seed())
    }
}
