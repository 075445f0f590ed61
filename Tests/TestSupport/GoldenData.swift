public import Foundation
public import Testing

/// Tables and files that other engines wrote, with what others read from them.
public enum GoldenData {
    /// Their folder; nil where it is not beside the checkout.
    public static let folder: URL? = {
        let root = PackageFolder.root
        let places = ["../shared/golden", "../../shared/golden"].map(root.appendingPathComponent)
        return places.first { FileManager.default.fileExists(atPath: $0.path + "/INDEX.md") }
    }()

    /// What a skipped test says.
    public static let isMissing: Comment = "needs ../shared/golden"

    /// The names in one of its folders, in order.
    public static func names(in part: String) -> [String] {
        guard let path = folder?.appendingPathComponent(part).path else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    /// The text of an expectation, without the NaN and infinities that Python's JSON has.
    public static func expectation(_ path: String) throws -> String {
        let file = try #require(folder).appendingPathComponent(path)
        return try String(contentsOf: file, encoding: .utf8)
            .replacingOccurrences(
                of: ": -?(NaN|Infinity)", with: ": null", options: .regularExpression)
    }
}
