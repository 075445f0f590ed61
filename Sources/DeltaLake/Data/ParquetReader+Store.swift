import Bytes
public import ObjectStorage
public import Parquet
import Synchronization

extension ParquetReader {
    /// The end of a file is fetched with its size: its footer, and all of a small file.
    private static let endByteCount = 64 << 10
    /// Up to this size a file is fetched whole: one request instead of one for each column.
    private static let wholeByteCount = 4 << 20

    /// Opens an object of a store.
    ///
    /// - Parameter ahead: the bytes that are fetched at once for a reader that goes through the
    ///   file; 0 to fetch what is asked for.
    /// - Throws: `ParquetError`; `StoreError`.
    public init(
        _ path: StorePath, in store: any ObjectStore, readingAhead ahead: Int = 0,
        limits: ParquetLimits = ParquetLimits()
    ) throws {
        let end = try store.getSuffix(path, count: ParquetReader.endByteCount)
        let endOffset = end.size - end.bytes.count
        if end.size <= ParquetReader.wholeByteCount {
            let start = try endOffset > 0 ? store.getRange(path, offset: 0, count: endOffset) : []
            try self.init(bytes: start + end.bytes, limits: limits)
            return
        }
        let window = ReadAhead(path, in: store, size: end.size, ahead: ahead)
        try self.init(size: end.size, limits: limits) { range in
            guard range.lowerBound < endOffset else {
                return Array(end.bytes[range.lowerBound - endOffset..<range.upperBound - endOffset])
            }
            if ahead > 0 { return try window.read(range) }
            return try store.getRange(path, offset: range.lowerBound, count: range.count)
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
                // Who goes on where the last piece ended will go on after this one.
                let isNext =
                    window.start <= range.lowerBound
                    && range.lowerBound <= window.start + window.bytes.count
                window.bytes = []
                let wanted = isNext ? max(range.count, ahead) : range.count
                let count = min(wanted, size - range.lowerBound)
                window.bytes = try store.getRange(path, offset: range.lowerBound, count: count)
                window.start = range.lowerBound
            }
            let first = range.lowerBound - window.start
            let last = min(first + range.count, window.bytes.count)
            return window.bytes.span.rawBytes.extracting(first..<last).copy()
        }
    }
}
