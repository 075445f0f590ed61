import Foundation
import JSONColumns
import TestSupport
import Testing

/// Parquet files that other programs wrote, and what other readers found in them.
enum GoldenFiles {
    static let folder: URL? = {
        let root = PackageFolder.root
        let places = ["../shared/golden", "../../shared/golden"].map(root.appendingPathComponent)
        return places.first { FileManager.default.fileExists(atPath: $0.path + "/INDEX.md") }?
            .appendingPathComponent("parquet")
    }()

    static let isMissing: Comment = "needs ../shared/golden"

    static let names: [String] = {
        guard let folder else { return [] }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".parquet") }.map { String($0.dropLast(8)) }.sorted()
    }()

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: try #require(folder).appendingPathComponent("\(name).parquet")))
    }

    static func expected(_ name: String) throws -> JSONValue {
        let file = try #require(folder).appendingPathComponent("\(name).expected.json")
        // Python's JSON has NaN and infinities.
        let text = try String(contentsOf: file, encoding: .utf8)
            .replacingOccurrences(
                of: ": -?(NaN|Infinity)", with: ": null", options: .regularExpression)
        return try JSONValue(parsing: text)
    }
}
