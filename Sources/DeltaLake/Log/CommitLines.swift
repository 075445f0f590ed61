import Bytes
import JSONColumns

/// The file of a commit: an action a line.
struct CommitLines {
    /// A line: its number from one, and where its bytes are.
    struct Line {
        let number: Int
        let range: Range<Int>
    }

    let version: Int64
    private let bytes: [UInt8]

    init(version: Int64, bytes: [UInt8]) {
        self.version = version
        self.bytes = bytes
    }

    /// The size of the file in bytes.
    var byteCount: Int { bytes.count }

    /// Calls `body` with every line that is not blank.
    ///
    /// - Throws: `DeltaError` of kind `corrupt` for a file without lines; what `body` throws.
    func forEach(_ body: (Line) throws -> Void) throws {
        var number = 0
        var start = 0
        while start < bytes.count {
            let end = lineEnd(from: start)
            if end > start {
                number += 1
                if !isBlank(start..<end) { try body(Line(number: number, range: start..<end)) }
            }
            start = end + 1
        }
        if number == 0 {
            throw DeltaError(.corrupt, "version \(version) is an empty file")
        }
    }

    /// Whether a line begins as the writers of actions on data files begin it.
    func isFileAction(_ line: Line) -> Bool {
        CommitLines.fileActions.contains { begins(line, with: $0) }
    }

    /// Whether a line begins as the writers of actions that are not on data files begin it.
    func isStateAction(_ line: Line) -> Bool {
        CommitLines.stateActions.contains { begins(line, with: $0) }
    }

    /// Checks that a line is JSON.
    func check(_ line: Line) throws {
        try sensible(line) {
            try JSONValue.check(bytes.span.rawBytes.extracting(line.range))
        }
    }

    /// The JSON of a line.
    func value(_ line: Line) throws -> JSONValue {
        try sensible(line) {
            try JSONValue(parsing: bytes.span.rawBytes.extracting(line.range))
        }
    }

    /// The action of a line; nil for kinds that a reader of snapshots ignores.
    func action(_ line: Line) throws -> Action? {
        try sensible(line) {
            try Action(json: JSONValue(parsing: bytes.span.rawBytes.extracting(line.range)))
        }
    }

    /// Names the line in the errors of `body`.
    func sensible<Result>(_ line: Line, _ body: () throws -> Result) throws -> Result {
        let place = "line \(line.number) of version \(version)"
        do {
            return try body()
        } catch let error as JSONError {
            throw DeltaError(.corrupt, "\(place) is no JSON: \(error.message)")
        } catch let error as FieldError {
            throw DeltaError(.corrupt, "\(place) makes no sense: \(error.message)")
        }
    }

    private static let fileActions = ["{\"add\":", "{\"remove\":", "{\"cdc\":"].map {
        Array($0.utf8)
    }

    private static let stateActions = [
        "{\"commitInfo\":", "{\"txn\":", "{\"metaData\":", "{\"protocol\":",
        "{\"domainMetadata\":", "{\"cdc\":",
    ].map { Array($0.utf8) }

    private func begins(_ line: Line, with prefix: [UInt8]) -> Bool {
        line.range.count > prefix.count
            && bytes.span.rawBytes.extracting(line.range).extracting(first: prefix.count)
                .equals(prefix.span.rawBytes)
    }

    private func lineEnd(from start: Int) -> Int {
        let span = bytes.span
        var index = start
        while index < span.count, span[index] != UInt8(ascii: "\n") { index &+= 1 }
        return index
    }

    private func isBlank(_ range: Range<Int>) -> Bool {
        let span = bytes.span
        for index in range where span[index] != UInt8(ascii: "\r") {
            if span[index] != UInt8(ascii: " ") { return false }
        }
        return true
    }
}
