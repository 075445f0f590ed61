import Bytes
import Columnar
import DeltaLake
import Foundation
import ObjectStorage
import TestSupport
import Testing

@Suite(
    "Tables that we change beside other writers",
    .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
struct ForeignWriterTests {
    private let folder: TemporaryFolder
    private let store: LocalStore

    init() throws {
        folder = try TemporaryFolder()
        store = LocalStore(root: folder.path)
    }

    private func run(_ command: String, _ arguments: String...) throws -> ProcessResult {
        let script = PackageFolder.root.appendingPathComponent("Tests/Oracle/transactions.py")
        return try PythonEnvironment.required().run(
            file: script, [command, folder.path("t")] + arguments)
    }

    private func expectRows(_ sizes: [Int], of ticks: TickTable) throws {
        #expect(try ticks.sizes() == sizes)
        let result = try run("rows")
        #expect(result.status == 0, "\(result)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count >= 3)
        for line in lines { #expect(line.hasPrefix("\(sizes) "), "\(line)") }
    }

    @Test("others read what was evolved, constrained, overwritten and deleted from")
    func othersRead() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<25)
        try ticks.addConstraint("positive", "price > 0 AND symbol IS NOT NULL")
        try ticks.evolve(
            .add(Field("note", .string)), .add(Field("desk", .long), within: ["at"]),
            .makeNullable(["symbol"]))
        try ticks.append(30..<33)
        try ticks.overwrite([3, 4], where: "day = DATE '2024-10-04'")
        try ticks.delete("size IN (10, 11, 32)")
        try ticks.set(["delta.enableInCommitTimestamps": "true"])
        try ticks.append([50])
        try expectRows([3, 4] + Array(12..<25) + [30, 31, 50], of: ticks)
    }

    @Test("an append by deltalake between our snapshot and our commit is seen, or is a conflict")
    func raceWithDeltalake() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<3)
        let stale = try ticks.table.snapshot()
        #expect(try run("append", "100").status == 0)
        var first = stale
        let blind = try first.commit(
            Transaction(operation: "WRITE"), now: Tables.now, using: &ticks.random)
        #expect(blind == .committed(version: 3))
        // It read the day to which deltalake appended.
        var second = stale
        let condition = try RowCondition("day = DATE '2024-10-04'", schema: stale.schema)
        let overwrite = Transaction(
            operation: "WRITE", removes: try stale.files().map { $0.removal(at: Tables.now) },
            reads: .matching(condition))
        guard
            case .conflicted(let reason) = try second.commit(
                overwrite, now: Tables.now, using: &ticks.random)
        else {
            Issue.record("deltalake's rows were lost")
            return
        }
        #expect(reason.contains("did not see"))
        try expectRows([0, 1, 2, 100], of: ticks)
    }

    @Test("our constraint holds deltalake's writes, and deltalake's holds ours")
    func constraintsOfEachOther() throws {
        var ticks = try TickTable(store)
        try ticks.append(0..<3)
        try ticks.addConstraint("ours", "size < 100")
        #expect(try run("append", "99").status == 0)
        let refused = try run("append", "100")
        #expect(refused.status != 0)
        let added = try run("constrain", "size >= 0 AND symbol != 'x'")
        #expect(added.status == 0, "\(added)")
        try ticks.append([40])
        let error = #expect(throws: DeltaError.self) { try ticks.append([-7]) }
        #expect(error?.message.contains("`theirs`") == true, "\(error?.message ?? "")")
        try expectRows([0, 1, 2, 40, 99], of: ticks)
    }
}
