import Foundation
import FuzzTargets
import TestSupport
import Testing

/// The inputs that fuzzing found: each reached code that no other did, or broke it once.
@Suite("Fuzzed inputs") struct CorpusTests {
    @Test("every kept input is refused or read, and never a trap", arguments: FuzzTarget.allCases)
    func corpus(target: FuzzTarget) throws {
        let folder = PackageFolder.root
            .appendingPathComponent("Tests/FuzzCorpusTests/Corpus/\(target.rawValue)")
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        #expect(files.count >= 20, "the corpus of \(target.rawValue) is lost")
        for file in files { target.run(Array(try Data(contentsOf: file))) }
    }
}
