import Foundation
import JSONColumns
import TestSupport
import Testing

/// Parquet files that other programs wrote, and what other readers found in them.
enum GoldenFiles {
    static let folder = GoldenData.folder?.appendingPathComponent("parquet")

    static let isMissing = GoldenData.isMissing

    static let names = GoldenData.names(in: "parquet").filter { $0.hasSuffix(".parquet") }
        .map { String($0.dropLast(8)) }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: try #require(folder).appendingPathComponent("\(name).parquet")))
    }

    static func expected(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: GoldenData.expectation("parquet/\(name).expected.json"))
    }
}
