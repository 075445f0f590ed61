/// How the pages of a file are compressed.
public enum Codec: Sendable, Equatable {
    /// Not at all.
    case none
    /// Snappy: fast, read by everything.
    case snappy
    /// Gzip at a level from 1 to 12.
    case gzip(level: Int)
    /// LZ4 blocks without a frame.
    case lz4Raw
    /// Zstandard at a level from -7 (fastest) to 19.
    case zstd(level: Int)

    /// The codec's number in the format.
    var number: Int {
        switch self {
        case .none: StoredCodec.none
        case .snappy: StoredCodec.snappy
        case .gzip: StoredCodec.gzip
        case .zstd: StoredCodec.zstd
        case .lz4Raw: StoredCodec.lz4Raw
        }
    }
}

/// The codec numbers of `parquet.thrift` that a reader meets.
enum StoredCodec {
    static let none = 0
    static let snappy = 1
    static let gzip = 2
    /// LZ4 as Hadoop frames it; writers disagree on what that is.
    static let lz4Hadoop = 5
    static let zstd = 6
    static let lz4Raw = 7

    /// What the format calls a codec.
    static func name(_ number: Int) -> String {
        let names = ["UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"]
        return names.indices ~= number ? names[number] : String(number)
    }
}
