import DeltaLake
import Foundation
import ObjectStorage
import TestSupport
import Testing

@Suite(
    "A table of 10,000 commits as other programs read it",
    .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
struct LongTableInteropTests {
    @Test("every reader gets its rows without a checkpoint, and opening it says what that costs")
    func readsLongLog() throws {
        let store = MemoryStore()
        var table = try WrittenTable(store)
        for commit in 1...10_000 {
            let row = commit / 100
            if commit.isMultiple(of: 100) {
                try table.append(row - 1..<row)
            } else {
                try table.step()
            }
        }
        let clock = ContinuousClock()
        let began = clock.now
        let snapshot = try table.snapshot.table.snapshot()
        let time = clock.now - began
        #expect(snapshot.version == 10_000)
        #expect(try snapshot.files().count == 100)
        let advice = try #require(
            snapshot.opening.advice(seconds: time / .seconds(1)))
        #expect(advice.contains("10001 commits") && advice.hasSuffix("write a checkpoint"))

        let folder = try TemporaryFolder()
        for object in try store.list(StorePath("t")) {
            let file = URL(fileURLWithPath: folder.path(object.path.text))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(try store.get(object.path)).write(to: file)
        }
        let script = PackageFolder.root.appendingPathComponent("Tests/Oracle/written_table.py")
        let result = try PythonEnvironment.required().run(
            file: script, [folder.path("t"), "100"])
        #expect(result.status == 0, "\(result)")
    }
}
