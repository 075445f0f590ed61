import ObjectStorage
import TestSupport
import Testing

@Suite("The contract of stores")
struct StoreContractTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var local: LocalStore { LocalStore(root: folder.path("a new/folder")) }

    /// A store that fails, slows down and loses answers in a fifth of its calls, where that can be
    /// made good: an answer to a conditional write that is lost cannot.
    private func flaky(_ base: any ObjectStore, seed: UInt64) -> FaultyStore {
        let harmless = FaultyStore.seeded(
            seed, percent: 20, faults: [.failBefore(.unavailable), .delay(.seconds(1))])
        let lossy = FaultyStore.seeded(
            seed, percent: 20, faults: [.failBefore(.unavailable), .loseResponse])
        return FaultyStore(base) { call in
            switch call.operation {
            case .putIfAbsent, .finishIfAbsent, .append: harmless(call)
            default: lossy(call)
            }
        }
    }

    private func retrying(_ base: any ObjectStore) -> RetryingStore {
        var policy = RetryPolicy()
        policy.attemptsMax = 20
        policy.reserve = 1000
        return RetryingStore(base, policy: policy, now: { .zero }, wait: { _ in }, seed: 1)
    }

    @Test("a memory store", arguments: StoreContract.checks)
    func memory(check: StoreContract) throws {
        try check.run(MemoryStore())
    }

    @Test("a local store", arguments: StoreContract.checks)
    func local(check: StoreContract) throws {
        try check.run(local)
    }

    @Test("a local store that counts", arguments: StoreContract.checks)
    func metrics(check: StoreContract) throws {
        try check.run(MetricsStore(local))
    }

    @Test("a store that could fail and does not", arguments: StoreContract.checks)
    func faulty(check: StoreContract) throws {
        try check.run(FaultyStore(MemoryStore()))
    }

    @Test("a store that tries again, over one that need not", arguments: StoreContract.checks)
    func retry(check: StoreContract) throws {
        try check.run(retrying(MetricsStore(MemoryStore())))
    }

    @Test(
        "a store that tries again, over a flaky one in memory", arguments: StoreContract.checks,
        1...2 as ClosedRange<UInt64>)
    func retryOverFaulty(check: StoreContract, seed: UInt64) throws {
        try check.run(retrying(flaky(MemoryStore(), seed: seed)))
    }

    @Test(
        "a store that counts, over one that tries again, over a flaky local one",
        arguments: StoreContract.checks)
    func everything(check: StoreContract) throws {
        try check.run(MetricsStore(retrying(flaky(local, seed: 3))))
    }
}
