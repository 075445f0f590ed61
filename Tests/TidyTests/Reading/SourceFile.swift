import Foundation
import TestSupport

/// A file of the package, and its code apart from its comments.
struct SourceFile {
    /// Relative to the package: `Sources/Bytes/ByteReader.swift`.
    let path: String
    let text: String
    /// The lines as they are.
    let lines: [String]
    /// The lines without comments and without the texts of strings.
    let code: [String]
    /// The lines' comments alone.
    let comments: [String]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        let scanner = SourceScanner(text)
        lines = Self.lines(of: Array(text.utf8))
        code = Self.lines(of: scanner.code)
        comments = Self.lines(of: scanner.comments)
    }

    /// The target that the file belongs to: `Bytes`, `BytesTests`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    var isSource: Bool { path.hasPrefix("Sources/") }

    /// All Swift files of the package.
    static func all() throws -> [SourceFile] {
        let root = PackageFolder.root
        return try ["Sources", "Tests"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(
                atPath: root.appendingPathComponent(folder).path
            ).filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
        }.map { path in
            let url = root.appendingPathComponent(path)
            return SourceFile(path: path, text: try String(contentsOf: url, encoding: .utf8))
        }
    }

    private static func lines(of bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Something that a rule forbids, and where it is.
struct Finding: Equatable, CustomStringConvertible {
    let path: String
    /// From 1; nil where the whole file is meant.
    var line: Int?
    let message: String

    var description: String {
        "\(path)\(line.map { ":\($0)" } ?? ""): \(message)"
    }
}
