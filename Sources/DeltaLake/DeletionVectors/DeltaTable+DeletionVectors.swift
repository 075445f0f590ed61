import Bytes
public import ObjectStorage
import Parquet

extension DeltaTable {
    /// A deletion vector of more bytes is refused: it would name a billion rows apart.
    private static let deletionVectorBytesMax = 256 << 20

    /// The file that holds a deletion vector; nil where the log itself does.
    ///
    /// - Throws: `DeltaError` of kind `unsupported` or `corrupt` for a place that is none.
    public func path(of vector: DeletionVector) throws -> StorePath? {
        switch vector.storageType {
        case "i": return nil
        case "p": return try path(ofReference: vector.pathOrInline)
        case "u":
            let text = Array(vector.pathOrInline.utf8)
            guard text.count >= 20, let id = Z85.decode(text.suffix(20)) else {
                throw DeltaError(
                    .corrupt, "`\(vector.pathOrInline)` is no name of a deletion vector")
            }
            let prefix = String(decoding: text.dropLast(20), as: UTF8.self)
            let name = "deletion_vector_\(Identifier.text(uuid: id)).bin"
            return try? folder.appending(prefix.isEmpty ? name : "\(prefix)/\(name)")
        default:
            throw DeltaError(
                .unsupported,
                "deletion vectors of storage type `\(vector.storageType)` are not supported")
        }
    }

    /// Reads which rows a deletion vector names.
    ///
    /// Checked are its size, its checksum, its form, and the number of its rows.
    func rows(of vector: DeletionVector) throws -> RowSet {
        guard vector.byteCount <= DeltaTable.deletionVectorBytesMax else {
            throw DeltaError(
                .unsupported, "a deletion vector of \(vector.byteCount) bytes is too large")
        }
        let bytes: [UInt8]
        if let path = try path(of: vector) {
            bytes = try stored(vector, in: path)
        } else {
            guard let decoded = Z85.decode(vector.pathOrInline.utf8),
                decoded.count >= vector.byteCount, decoded.count - vector.byteCount < 4
            else { throw flaw(vector, "its text has not the size that the log gives") }
            bytes = Array(decoded.prefix(vector.byteCount))
        }
        let rows: RowSet
        do throws(ByteError) {
            rows = try RowSet(decoding: bytes)
        } catch {
            throw flaw(vector, "it is \(error.kind) at byte \(error.offset)")
        }
        guard rows.rowCount == vector.rowCount else {
            throw flaw(vector, "it names \(rows.rowCount) rows instead of \(vector.rowCount)")
        }
        return rows
    }

    /// The bytes of a deletion vector in a file: behind their size, before their checksum.
    private func stored(_ vector: DeletionVector, in path: StorePath) throws -> [UInt8] {
        let offset = vector.offset ?? 0
        let fileSize = try store.head(path).size
        guard offset <= fileSize, vector.byteCount + 8 <= fileSize - offset else {
            throw flaw(vector, "its file \(path) ends before it does")
        }
        let frame = try store.getRange(path, offset: offset, count: vector.byteCount + 8)
        guard frame.count == vector.byteCount + 8 else {
            throw flaw(vector, "its file \(path) was read short")
        }
        let bytes = Array(frame[4..<4 + vector.byteCount])
        let size = frame[..<4].reduce(0) { $0 << 8 | Int($1) }
        let checksum = frame.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard size == vector.byteCount else {
            throw flaw(vector, "\(path) gives its size as \(size) instead of \(vector.byteCount)")
        }
        guard PageChecksum.crc32(bytes.span.rawBytes) == checksum else {
            throw flaw(vector, "its bytes in \(path) do not have their checksum")
        }
        return bytes
    }

    private func flaw(_ vector: DeletionVector, _ reason: String) -> DeltaError {
        DeltaError(
            .corrupt, "the deletion vector \(vector.id.prefix(64)) cannot be read: \(reason)")
    }
}
