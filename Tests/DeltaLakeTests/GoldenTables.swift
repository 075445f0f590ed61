import DeltaLake
import Foundation
import JSONColumns
import ObjectStorage
import TestSupport
import Testing

/// Tables that other engines wrote, and what other engines read from them.
enum GoldenTables {
    static let folder = GoldenData.folder

    static let isMissing = GoldenData.isMissing

    static let names = GoldenData.names(in: "delta")

    static func table(_ name: String) throws -> DeltaTable {
        let folder = try #require(folder).appendingPathComponent("delta/\(name)")
        return try DeltaTable(store: LocalStore(root: folder.path), folder: StorePath("table"))
    }

    static func expected(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: GoldenData.expectation("delta/\(name)/expected.json"))
    }

    /// The lines of a file beside a table; nil where there is none.
    static func lines(_ file: String, of name: String) throws -> [JSONValue]? {
        let place = try #require(folder).appendingPathComponent("delta/\(name)/\(file)")
        guard let text = try? Data(contentsOf: place) else { return nil }
        return try text.split(separator: 10).map { try JSONValue(parsing: Array($0)) }
    }
}
