import ObjectStorage
import Parquet

extension ParquetReader {
    /// Up to this size a file is fetched whole: one request instead of one for each column.
    private static let wholeByteCount = 4 << 20

    /// Opens an object of a store.
    init(_ path: StorePath, in store: any ObjectStore) throws {
        let size = try store.head(path).size
        if size <= ParquetReader.wholeByteCount {
            try self.init(bytes: store.get(path))
        } else {
            try self.init(size: size) { range in
                try store.getRange(path, offset: range.lowerBound, count: range.count)
            }
        }
    }
}
