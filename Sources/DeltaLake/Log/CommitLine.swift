import Bytes
import JSONColumns

/// A line of a commit: one action.
struct CommitLine {
    private let version: Int64
    /// Its number in the file, from one.
    let number: Int
    private let buffer: [UInt8]
    private let range: Range<Int>

    init(version: Int64, number: Int, buffer: [UInt8], range: Range<Int>) {
        self.version = version
        self.number = number
        self.buffer = buffer
        self.range = range
    }

    /// Whether the line begins as the writers of actions on data files begin it.
    var isFileAction: Bool { CommitLine.fileActions.contains(where: begins) }

    /// Whether the line begins as the writers of other actions begin it.
    var isStateAction: Bool { CommitLine.stateActions.contains(where: begins) }

    /// Whether there is nothing but space in it.
    var isBlank: Bool {
        let span = buffer.span
        for index in range where span[index] != UInt8(ascii: "\r") {
            if span[index] != UInt8(ascii: " ") { return false }
        }
        return true
    }

    /// Checks that the line is JSON.
    func check() throws {
        try sensible { try JSONValue.check(buffer.span.rawBytes.extracting(range)) }
    }

    /// The JSON of the line.
    func value() throws -> JSONValue {
        try sensible { try JSONValue(parsing: buffer.span.rawBytes.extracting(range)) }
    }

    /// The action of the line; nil for kinds that a reader of snapshots ignores.
    func action() throws -> Action? {
        try sensible {
            try Action(json: JSONValue(parsing: buffer.span.rawBytes.extracting(range)))
        }
    }

    /// Names the line in the errors of `body`.
    func sensible<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as JSONError {
            throw DeltaError(.corrupt, "\(place) is no JSON: \(error.message)")
        } catch let error as FieldError {
            throw DeltaError(.corrupt, "\(place) makes no sense: \(error.message)")
        }
    }

    private var place: String { "line \(number) of version \(version)" }

    private static let fileActions = ["{\"add\":", "{\"remove\":", "{\"cdc\":"].map {
        Array($0.utf8)
    }

    private static let stateActions = [
        "{\"commitInfo\":", "{\"txn\":", "{\"metaData\":", "{\"protocol\":",
        "{\"domainMetadata\":", "{\"cdc\":",
    ].map { Array($0.utf8) }

    private func begins(with prefix: [UInt8]) -> Bool {
        range.count > prefix.count
            && buffer.span.rawBytes.extracting(range).extracting(first: prefix.count)
                .equals(prefix.span.rawBytes)
    }
}
