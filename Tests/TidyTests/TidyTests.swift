import Foundation
import TestSupport
import Testing

/// Holds the whole package to the rules of its code.
@Suite struct TidyTests {
    /// Read once for all tests.
    private static let allFiles = Result { try SourceFile.all() }

    private let files: [SourceFile]
    private let manifest: Manifest

    init() throws {
        files = try Self.allFiles.get()
        let url = PackageFolder.root.appendingPathComponent("Package.swift")
        manifest = Manifest(try String(contentsOf: url, encoding: .utf8))
    }

    @Test("the rules see the whole package")
    func seesAll() {
        #expect(Set(files.filter(\.isSource).map(\.target)).isSuperset(of: ImportRules.order))
        #expect(Set(manifest.targets.map(\.name)).isSuperset(of: ImportRules.order))
        #expect(manifest.systemLibraries.contains("CRDKafka"))
        #expect(files.count > 100)
    }

    @Test("modules depend on those below them only, and import what they depend on")
    func imports() {
        let rules = ImportRules(manifest: manifest)
        report(
            rules.findings() + rules.findings(in: files) + rules.unusedDependencies(in: files))
    }

    @Test("banned words stay out")
    func words() {
        report(files.flatMap(WordRules.findings))
    }

    @Test("files, functions and lines are short")
    func sizes() {
        report(files.flatMap(SizeRules.findings))
    }

    @Test("every file lies where it belongs, under a name that says what it holds")
    func layout() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: PackageFolder.root.path)
        report(LayoutRules.findings(topLevel: names) + files.flatMap(LayoutRules.findings))
    }

    private func report(_ findings: [Finding]) {
        for finding in findings { Issue.record("\(finding)") }
    }
}
