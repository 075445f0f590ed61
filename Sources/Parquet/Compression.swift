// The calls into the C codecs: the only unsafe code of this module.
import Bytes
import CCompression

/// Compresses pages, with one context for all of them.
///
/// Sendable although it holds pointers: it cannot be copied, so each context has one owner.
@safe
struct Compressor: ~Copyable, @unchecked Sendable {
    let codec: Codec
    private let zstd: OpaquePointer?
    private let deflate: OpaquePointer?

    init(_ codec: Codec) throws(ParquetError) {
        self.codec = codec
        switch codec {
        case .zstd(let level):
            guard -7...19 ~= level else {
                throw ParquetError(.invalidInput, "no such zstd level. level=`\(level)`")
            }
            unsafe zstd = ZSTD_createCCtx()
            unsafe deflate = nil
            _ = unsafe ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, Int32(level))
        case .gzip(let level):
            guard 1...12 ~= level else {
                throw ParquetError(.invalidInput, "no such gzip level. level=`\(level)`")
            }
            unsafe zstd = nil
            unsafe deflate = libdeflate_alloc_compressor(Int32(level))
        case .none, .snappy, .lz4Raw:
            unsafe zstd = nil
            unsafe deflate = nil
        }
    }

    deinit {
        if let zstd = unsafe zstd { _ = unsafe ZSTD_freeCCtx(zstd) }
        if let deflate = unsafe deflate { unsafe libdeflate_free_compressor(deflate) }
    }

    /// The bytes of memory that the context holds, where the codec tells.
    var memoryByteCount: Int {
        guard let zstd = unsafe zstd else { return 0 }
        return unsafe ZSTD_sizeof_CCtx(zstd)
    }

    /// Appends the compressed form of a writer's contents.
    func compress(
        contentsOf source: borrowing ByteWriter, into out: inout ByteWriter
    ) throws(ParquetError) {
        try compress(source.bytes, into: &out)
    }

    /// Appends the first bytes of a writer's contents as they are, then the compressed form of
    /// the others.
    func compress(
        contentsOf source: borrowing ByteWriter, after prefix: Int, into out: inout ByteWriter
    ) throws(ParquetError) {
        let bytes = source.bytes
        out.append(bytes.extracting(0..<prefix))
        try compress(bytes.extracting(prefix..<bytes.byteCount), into: &out)
    }

    private func compress(_ source: RawSpan, into out: inout ByteWriter) throws(ParquetError) {
        let limit = bound(source.byteCount)
        if codec == .none { return out.append(source) }
        try unsafe out.appendUnsafe(capacity: limit) { (target) throws(ParquetError) in
            let size = unsafe source.withUnsafeBytes { raw in
                unsafe write(raw, to: target, limit: limit)
            }
            guard let size else {
                throw ParquetError(
                    .invalidInput, "a page could not be compressed. bytes=`\(source.byteCount)`")
            }
            return size
        }
    }

    private func bound(_ count: Int) -> Int {
        switch codec {
        case .none: count
        case .snappy: snappy_max_compressed_length(count)
        case .gzip: unsafe libdeflate_gzip_compress_bound(deflate, count)
        case .lz4Raw: Int(LZ4_compressBound(Int32(clamping: count)))
        case .zstd: ZSTD_compressBound(count)
        }
    }

    private func write(
        _ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer, limit: Int
    ) -> Int? {
        switch codec {
        case .none: return nil
        case .snappy:
            var size = limit
            let status = unsafe snappy_compress(
                source.bindMemory(to: CChar.self).baseAddress, source.count,
                target.assumingMemoryBound(to: CChar.self), &size)
            return status == SNAPPY_OK ? size : nil
        case .gzip:
            let size = unsafe libdeflate_gzip_compress(
                deflate, source.baseAddress, source.count, target, limit)
            return size > 0 ? size : nil
        case .lz4Raw:
            let size = unsafe LZ4_compress_default(
                source.bindMemory(to: CChar.self).baseAddress,
                target.assumingMemoryBound(to: CChar.self), Int32(clamping: source.count),
                Int32(clamping: limit))
            return size > 0 ? Int(size) : nil
        case .zstd:
            let size = unsafe ZSTD_compress2(
                zstd, target, limit, source.baseAddress, source.count)
            return ZSTD_isError(size) == 0 ? size : nil
        }
    }
}

/// Decompresses pages of any codec that this library reads, with one context for all of them.
///
/// Sendable although it holds pointers: it cannot be copied, so each context has one owner.
@safe
struct Decompressor: ~Copyable, @unchecked Sendable {
    private let zstd: OpaquePointer?
    private let deflate: OpaquePointer?

    init() {
        unsafe zstd = ZSTD_createDCtx()
        unsafe deflate = libdeflate_alloc_decompressor()
    }

    deinit {
        if let zstd = unsafe zstd { _ = unsafe ZSTD_freeDCtx(zstd) }
        if let deflate = unsafe deflate { unsafe libdeflate_free_decompressor(deflate) }
    }

    /// Appends exactly `size` bytes, decompressed from `source` by the codec of that number.
    func decompress(
        _ source: RawSpan, codec: Int, size: Int, into out: inout ByteWriter
    ) throws(ParquetError) {
        try unsafe out.appendUnsafe(capacity: size) { (target) throws(ParquetError) in
            let written = unsafe source.withUnsafeBytes { raw in
                unsafe read(raw, codec: codec, to: target, size: size)
            }
            guard let written else {
                throw ParquetError(
                    .unsupported,
                    "pages of this codec are not read. codec=`\(StoredCodec.name(codec))`")
            }
            guard written == size else {
                throw ParquetError(
                    .corrupt, "a page does not decompress. codec=`\(StoredCodec.name(codec))`")
            }
            return size
        }
    }

    /// How many bytes were written; -1 when the source is damaged; nil for an unknown codec.
    private func read(
        _ source: UnsafeRawBufferPointer, codec: Int, to target: UnsafeMutableRawPointer, size: Int
    ) -> Int? {
        switch codec {
        case StoredCodec.snappy:
            var written = 0
            let text = unsafe source.bindMemory(to: CChar.self).baseAddress
            // Snappy writes what its header says, so the header is looked at first.
            guard
                unsafe snappy_uncompressed_length(text, source.count, &written) == SNAPPY_OK,
                written == size
            else { return -1 }
            let status = unsafe snappy_uncompress(
                text, source.count, target.assumingMemoryBound(to: CChar.self), &written)
            return status == SNAPPY_OK ? written : -1
        case StoredCodec.gzip:
            return unsafe readGzip(source, to: target, size: size)
        case StoredCodec.zstd:
            let written = unsafe ZSTD_decompressDCtx(
                zstd, target, size, source.baseAddress, source.count)
            return ZSTD_isError(written) == 0 ? written : -1
        case StoredCodec.lz4Raw:
            return unsafe readLZ4(source, to: target, size: size)
        case StoredCodec.lz4Hadoop:
            return unsafe readHadoopLZ4(source, to: target, size: size)
                ?? readLZ4(source, to: target, size: size)
        default: return nil
        }
    }

    private func readLZ4(
        _ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer, size: Int
    ) -> Int {
        guard size <= Int(Int32.max), source.count <= Int(Int32.max) else { return -1 }
        return Int(
            unsafe LZ4_decompress_safe(
                source.bindMemory(to: CChar.self).baseAddress,
                target.assumingMemoryBound(to: CChar.self), Int32(source.count), Int32(size)))
    }

    /// Blocks, each behind its big-endian sizes, raw and compressed; nil if the page is none such.
    ///
    /// The format never said what its first LZ4 is: parquet-mr wrote Hadoop's blocks, Arrow's
    /// first versions a bare one.
    private func readHadoopLZ4(
        _ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer, size: Int
    ) -> Int? {
        var taken = 0
        var total = 0
        while source.count - taken >= 8 {
            let raw = unsafe Self.bigEndian(source, at: taken)
            let stored = unsafe Self.bigEndian(source, at: taken + 4)
            taken += 8
            guard raw <= size - total, stored <= source.count - taken,
                unsafe readLZ4(
                    UnsafeRawBufferPointer(rebasing: source[taken..<taken + stored]),
                    to: target + total, size: raw) == raw
            else { return nil }
            taken += stored
            total += raw
        }
        return taken == source.count && total == size ? total : nil
    }

    private static func bigEndian(_ source: UnsafeRawBufferPointer, at offset: Int) -> Int {
        Int(unsafe source.loadUnaligned(fromByteOffset: offset, as: UInt32.self).bigEndian)
    }

    /// A page may be several gzip members one after the other.
    private func readGzip(
        _ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer, size: Int
    ) -> Int {
        var taken = 0
        var total = 0
        repeat {
            var consumed = 0
            var written = 0
            guard let start = source.baseAddress,
                unsafe libdeflate_gzip_decompress_ex(
                    deflate, start + taken, source.count - taken, target + total, size - total,
                    &consumed, &written) == LIBDEFLATE_SUCCESS
            else { return -1 }
            taken += consumed
            total += written
        } while taken < source.count
        return total
    }
}

/// The checksum of pages, and of deletion vectors.
package enum PageChecksum {
    /// CRC-32 as in gzip.
    package static func crc32(_ bytes: RawSpan) -> UInt32 {
        unsafe bytes.withUnsafeBytes { raw in
            unsafe libdeflate_crc32(0, raw.baseAddress, raw.count)
        }
    }
}
