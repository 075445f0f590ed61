import Bytes
import ObjectStorage

/// The file of a commit: an action a line, read piece by piece where it is large.
struct CommitLines {
    /// What is fetched at once; most commits are one piece.
    private static let pieceByteCount = 8 << 20

    let version: Int64
    private let first: [UInt8]
    private let log: DeltaLog

    /// Fetches the beginning of a commit; nil where there is no such version.
    init?(version: Int64, in log: DeltaLog) throws {
        self.version = version
        self.log = log
        do {
            first = try CommitLines.piece(of: version, in: log, from: 0)
        } catch let error as StoreError where error.kind == .notFound {
            return nil
        }
    }

    /// Calls `body` with every line that is not blank; gives the size of the file in bytes.
    ///
    /// - Throws: `DeltaError` of kind `corrupt` for a file without lines; what `body` throws.
    @discardableResult
    func forEach(_ body: (CommitLine) throws -> Void) throws -> Int {
        var buffer = first
        var byteCount = first.count
        var isLast = first.count < CommitLines.pieceByteCount
        var number = 0
        var start = 0
        var searched = 0
        while true {
            let end = CommitLines.lineEnd(in: buffer, from: searched)
            if end == buffer.count, !isLast {
                let piece = try CommitLines.piece(of: version, in: log, from: byteCount)
                isLast = piece.count < CommitLines.pieceByteCount
                byteCount += piece.count
                // Where a line began goes on in the next piece.
                searched = buffer.count - start
                buffer = Array(buffer[start...]) + piece
                start = 0
                continue
            }
            if end > start {
                number += 1
                let line = CommitLine(
                    version: version, number: number, buffer: buffer, range: start..<end)
                if !line.isBlank { try body(line) }
            }
            if end == buffer.count { break }
            start = end + 1
            searched = start
        }
        if number == 0 {
            throw DeltaError(.corrupt, "version \(version) is an empty file")
        }
        return byteCount
    }

    private static func piece(
        of version: Int64, in log: DeltaLog, from offset: Int
    ) throws -> [UInt8] {
        try log.store.getRange(
            log.path(.commit(version)), offset: offset, count: pieceByteCount)
    }

    private static func lineEnd(in buffer: [UInt8], from start: Int) -> Int {
        let span = buffer.span
        var index = start
        while index < span.count, span[index] != UInt8(ascii: "\n") { index &+= 1 }
        return index
    }
}
