import DeltaLake
import Foundation
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

/// Tables that other engines wrote, and what other engines read from them.
enum GoldenTables {
    static let folder: URL? = {
        let root = PackageFolder.root
        let places = ["../shared/golden", "../../shared/golden"].map(root.appendingPathComponent)
        return places.first { FileManager.default.fileExists(atPath: $0.path + "/INDEX.md") }
    }()

    static let isMissing: Comment = "needs ../shared/golden"

    static let names: [String] = {
        guard let folder else { return [] }
        let path = folder.appendingPathComponent("delta").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }()

    static func table(_ name: String) throws -> DeltaTable {
        let folder = try #require(folder).appendingPathComponent("delta/\(name)")
        return try DeltaTable(store: LocalStore(root: folder.path), folder: StorePath("table"))
    }

    static func expected(_ name: String) throws -> JSONValue {
        let file = try #require(folder).appendingPathComponent("delta/\(name)/expected.json")
        // Python's JSON has NaN and infinities.
        let text = try String(contentsOf: file, encoding: .utf8)
            .replacingOccurrences(
                of: ": -?(NaN|Infinity)", with: ": null", options: .regularExpression)
        return try JSONValue(parsing: text)
    }

    /// The lines of a file beside a table; nil where there is none.
    static func lines(_ file: String, of name: String) throws -> [JSONValue]? {
        let place = try #require(folder).appendingPathComponent("delta/\(name)/\(file)")
        guard let text = try? Data(contentsOf: place) else { return nil }
        return try text.split(separator: 10).map { try JSONValue(parsing: Array($0)) }
    }
}
