import Bytes
import ObjectStorage
import Parquet
import Synchronization

extension ParquetReader {
    /// Up to this size a file is fetched whole: one request instead of one for each column.
    private static let wholeByteCount = 4 << 20

    /// Opens an object of a store.
    ///
    /// - Parameter ahead: the bytes that are fetched at once for a reader that goes through the
    ///   file; 0 to fetch what is asked for.
    init(_ path: StorePath, in store: any ObjectStore, readingAhead ahead: Int = 0) throws {
        let size = try store.head(path).size
        if size <= ParquetReader.wholeByteCount {
            try self.init(bytes: store.get(path))
        } else if ahead > 0 {
            let window = ReadAhead(path, in: store, size: size, ahead: ahead)
            try self.init(size: size) { try window.read($0) }
        } else {
            try self.init(size: size) { range in
                try store.getRange(path, offset: range.lowerBound, count: range.count)
            }
        }
    }
}

/// An object of which parts that lie near each other are fetched together.
private final class ReadAhead: Sendable {
    private let path: StorePath
    private let store: any ObjectStore
    private let size: Int
    private let ahead: Int
    private let window = Mutex<(start: Int, bytes: [UInt8])>((0, []))

    init(_ path: StorePath, in store: any ObjectStore, size: Int, ahead: Int) {
        self.path = path
        self.store = store
        self.size = size
        self.ahead = ahead
    }

    func read(_ range: Range<Int>) throws -> [UInt8] {
        try window.withLock { window in
            let isWithin =
                window.start <= range.lowerBound
                && range.upperBound <= window.start + window.bytes.count
            if !isWithin {
                window.bytes = []
                let count = min(max(range.count, ahead), size - range.lowerBound)
                window.bytes = try store.getRange(path, offset: range.lowerBound, count: count)
                window.start = range.lowerBound
            }
            let first = range.lowerBound - window.start
            let last = min(first + range.count, window.bytes.count)
            return window.bytes.span.rawBytes.extracting(first..<last).copy()
        }
    }
}
