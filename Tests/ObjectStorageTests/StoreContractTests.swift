import ObjectStorage
import TestSupport
import Testing

@Suite("The contract of stores")
struct StoreContractTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a memory store", arguments: StoreContract.checks)
    func memory(check: StoreContract) throws {
        try check.run(MemoryStore())
    }

    @Test("a local store", arguments: StoreContract.checks)
    func local(check: StoreContract) throws {
        try check.run(LocalStore(root: folder.path("a new/folder")))
    }

    @Test("a store that counts", arguments: StoreContract.checks)
    func metrics(check: StoreContract) throws {
        try check.run(MetricsStore(MemoryStore()))
    }

    @Test("a store that could fail and does not", arguments: StoreContract.checks)
    func faulty(check: StoreContract) throws {
        try check.run(FaultyStore(MemoryStore()))
    }
}
