import Bytes
import DeltaLake
import ObjectStorage
import Synchronization
import TestSupport
import Testing

@Suite("Vacuum")
struct VacuumTests {
    private static let day: Int64 = 86_400_000
    private let clock = Clock()
    private let store: MemoryStore

    private final class Clock: Sendable {
        private let value = Mutex(Tables.now)
        var now: Int64 {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    init() {
        let clock = clock
        store = MemoryStore(now: { clock.now })
    }

    /// A table of one large file, and the four small ones that it was made of.
    private func compacted() throws {
        var files = try SmallFiles(store)
        for step in 0..<4 { try files.append(Int64(step) * 5..<Int64(step) * 5 + 5) }
        var random = SplitMix64(seed: 3)
        _ = try SmallFiles.table(store).optimize(clock: { clock.now }, using: &random)
    }

    private func vacuum(
        retention: Int64? = nil, force: Bool = false, dryRun: Bool = false,
        onFile: (ObjectInfo) -> Void = { _ in }
    ) throws -> VacuumReport {
        var options = VacuumOptions()
        (options.retention, options.allowsShortRetention) = (retention, force)
        options.isDryRun = dryRun
        return try SmallFiles.table(store).vacuum(options, now: clock.now, onFile: onFile)
    }

    private var dataFiles: Int {
        get throws { try store.list(.root).count { $0.path.text.hasSuffix(".parquet") } }
    }

    @Test("keeps what left the table within the retention, and removes it afterwards")
    func retention() throws {
        try compacted()
        #expect(try vacuum().removedFiles == 0)
        clock.now += 7 * Self.day - 1
        #expect(try vacuum().removedFiles == 0)
        #expect(try SmallFiles.offsets(store, version: 4) == Array(0..<20))
        clock.now += 2
        var listed: [String] = []
        let report = try vacuum { listed.append($0.path.text) }
        #expect(report.removedFiles == 4)
        #expect(report.removedBytes > 0)
        #expect(report.neededFiles == 1)
        #expect(listed.count == 4)
        #expect(try dataFiles == 1)
        #expect(try SmallFiles.offsets(store) == Array(0..<20))
        #expect(try vacuum().removedFiles == 0)
    }

    @Test("a dry run lists what would go, and removes nothing")
    func dryRun() throws {
        try compacted()
        clock.now += 8 * Self.day
        var listed = 0
        #expect(try vacuum(dryRun: true) { _ in listed += 1 }.removedFiles == 4)
        #expect(listed == 4)
        #expect(try dataFiles == 5)
    }

    @Test("a retention shorter than the table's is refused, unless it is meant")
    func guardsRetention() throws {
        try compacted()
        clock.now += Self.day
        let error = #expect(throws: DeltaError.self) { try vacuum(retention: 3_600_000) }
        #expect(error?.kind == .invalid)
        #expect(error?.message.contains("1 hour is shorter than the table's 7 days") == true)
        #expect(try dataFiles == 5)
        #expect(try vacuum(retention: 3_600_000, force: true).removedFiles == 4)
    }

    @Test("a longer retention than the table's keeps what a checkpoint has forgotten")
    func longRetention() throws {
        try compacted()
        clock.now += 10 * Self.day
        try SmallFiles.table(store).snapshot().writeCheckpoint(now: clock.now)
        #expect(try vacuum(retention: 30 * Self.day).removedFiles == 0)
        #expect(try SmallFiles.offsets(store, version: 4) == Array(0..<20))
        #expect(try vacuum().removedFiles == 4)
    }

    @Test("a commit of a slow clock ends no search for what a longer retention keeps")
    func slowClock() throws {
        var files = try SmallFiles(store)
        for step in 0..<4 { try files.append(Int64(step) * 5..<Int64(step) * 5 + 5) }
        clock.now += 5 * Self.day
        var random = SplitMix64(seed: 3)
        _ = try SmallFiles.table(store).optimize(clock: { clock.now }, using: &random)
        clock.now += 5 * Self.day
        // It says that it was made ten days ago.
        try files.append(20..<25)
        clock.now += 5 * Self.day / 2
        try SmallFiles.table(store).snapshot().writeCheckpoint(now: clock.now)
        #expect(try vacuum(retention: 9 * Self.day).removedFiles == 0)
        #expect(try SmallFiles.offsets(store, version: 4) == Array(0..<20))
        #expect(try vacuum().removedFiles == 4)
    }

    @Test("what a commit names that comes meanwhile is kept, such as files of a restore")
    func concurrentRestore() throws {
        try compacted()
        clock.now += 8 * Self.day
        let isRestored = Mutex(false)
        let (base, clock) = (store, clock)
        let racing = FaultyStore(store) { call in
            guard call.operation == .list, call.path.text == SmallFiles.folder,
                !isRestored.withLock({ $0 })
            else { return nil }
            isRestored.withLock { $0 = true }
            var random = SplitMix64(seed: 5)
            _ = try? Restoration(SmallFiles.table(base), to: 4)
                .commit(now: clock.now, using: &random)
            return nil
        }
        let report = try SmallFiles.table(racing).vacuum(now: clock.now)
        #expect(try SmallFiles.table(store).newestVersion() == 6)
        #expect(report.removedFiles == 0)
        #expect(report.neededFiles == 5)
        #expect(try SmallFiles.offsets(store) == Array(0..<20))
        #expect(try SmallFiles.offsets(store, version: 5) == Array(0..<20))
    }

    @Test("files that no commit names yet are safe while they are young")
    func writesUnderWay() throws {
        try compacted()
        clock.now += 8 * Self.day
        try store.put(StorePath("lake/ticks/day=2024-10-04/part-new.parquet"), [1, 2, 3])
        let report = try vacuum()
        #expect(report.removedFiles == 4)
        #expect(report.youngFiles == 1)
        clock.now += 8 * Self.day
        #expect(try vacuum().removedFiles == 1)
    }

    @Test("looks only at data: not at the log, hidden names, other tables, or other folders")
    func looksAtDataOnly() throws {
        try compacted()
        for name in [
            "lake/ticks/_ticklake/state/x.parquet", "lake/ticks/.hidden/x.parquet",
            "lake/ticks/day=2024-10-04/_x.parquet", "lake/ticks/inner/_delta_log/0.json",
            "lake/ticks/inner/x.parquet", "lake/ticks2/x.parquet", "lake/x.parquet",
            "lake/ticks/_other=1/x.parquet",
        ] { try store.put(StorePath(name), [1]) }
        try store.put(StorePath("lake/ticks/_change_data/cdc-1.parquet"), [1])
        try store.put(StorePath("lake/ticks/loose.parquet"), [1])
        clock.now += 8 * Self.day
        var listed: Set<String> = []
        _ = try vacuum { listed.insert($0.path.text) }
        #expect(listed.count == 6)
        #expect(listed.contains("lake/ticks/_change_data/cdc-1.parquet"))
        #expect(listed.contains("lake/ticks/loose.parquet"))
        #expect(try SmallFiles.offsets(store) == Array(0..<20))
    }

    @Test("a crash at any call loses no row, and the next run does the rest")
    func crashes() throws {
        for at in 0..<100 {
            let test = VacuumTests()
            try test.compacted()
            test.clock.now += 8 * Self.day
            let faulty = FaultyStore(test.store) { $0.index == at ? .crashAfter : nil }
            _ = try? SmallFiles.table(faulty).vacuum(now: test.clock.now)
            #expect(try SmallFiles.offsets(test.store) == Array(0..<20))
            _ = try test.vacuum()
            #expect(try test.dataFiles == 1)
            if faulty.callCount <= at { return }
        }
        Issue.record("the calls never end")
    }
}
