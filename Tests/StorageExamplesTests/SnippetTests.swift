import Foundation
import TestSupport
import Testing

/// What the documentation shows is what was compiled.
@Suite("The snippets of the README and the articles")
struct SnippetTests {
    private static let articles: [String] = {
        let folders = ["Parquet", "DeltaLake", "ObjectStorage"].map { "Sources/\($0)/\($0).docc" }
        let files = folders.flatMap { folder in
            let path = PackageFolder.root.appendingPathComponent(folder).path
            return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
                .sorted().map { "\(folder)/\($0)" }
        }
        return ["README.md"] + files
    }()

    private static func text(_ path: String) throws -> String {
        try String(
            contentsOf: PackageFolder.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The lines without what depends on where they stand.
    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    private static func snippets(of text: String) -> [String] {
        text.matches(of: /```swift\n((?s).*?)```/).map { String($0.1) }
    }

    private static let examples: [[String]] = {
        let folder = PackageFolder.root.appendingPathComponent("Tests/StorageExamples")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { try? lines(text("Tests/StorageExamples/\($0)")) }
    }()

    @Test("stand in the examples, which are compiled and run", arguments: articles)
    func areCompiled(article: String) throws {
        for snippet in Self.snippets(of: try Self.text(article)) {
            let wanted = Self.lines(snippet)
            let isFound = Self.examples.contains { example in
                example.indices.contains { example[$0...].starts(with: wanted) }
            }
            #expect(isFound, "no example has these lines:\n\(snippet)")
        }
    }

    @Test("are there: each library has articles, and the README shows each library")
    func areThere() throws {
        #expect(Self.articles.count > 12)
        #expect(try Self.snippets(of: Self.text("README.md")).count >= 3)
        let all = try Self.articles.flatMap { try Self.snippets(of: Self.text($0)) }
        #expect(all.count >= 14)
    }
}
