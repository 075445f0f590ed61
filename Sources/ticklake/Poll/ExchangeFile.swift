import ArgumentParsing
import Platform
import Synchronization

/// A file that exchanges with vendors are written to, or answered from.
enum ExchangeFile: Sendable {
    /// A new file, to which they are added.
    case recording(RecordingFile)
    /// The bytes of one, from which they are answered.
    case replay([UInt8])

    /// A file to which several sources add lines.
    final class RecordingFile: Sendable {
        private let file: Mutex<AppendedFile>

        init(_ path: String) throws {
            file = Mutex(try AppendedFile(path, mustBeNew: true))
        }

        func append(_ line: [UInt8]) throws { try file.withLock { try $0.append(line) } }
    }

    /// `--record` and `--replay`, as they were given.
    struct Options {
        private let record: String?
        private let replay: String?
        private static let bytesMax = 1 << 30

        /// Declares them.
        init(_ a: Arguments) {
            record = a.option(
                "record", "FILE", "writes what is asked and answered to a new file, no secrets")
            replay = a.option("replay", "FILE", "answers from such a file, and asks nobody")
            a.expect(record == nil || replay == nil, "--record and --replay do not go together")
        }

        /// Whether one was given.
        var isAny: Bool { record != nil || replay != nil }

        /// Makes the file, or reads it; nil where neither was given.
        func open() throws -> ExchangeFile? {
            if let record { return .recording(try RecordingFile(record)) }
            return try replay.map {
                .replay(try TextFile.readBytes($0, limitBytes: Self.bytesMax))
            }
        }
    }
}
