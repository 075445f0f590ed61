import Bytes
public import Columnar

/// Reads a Parquet file, row group by row group.
///
/// The bytes may be anything: what is no valid file, or asks for more than the limits allow, ends
/// in a `ParquetError`. A reader holds no state between calls and may be shared between threads.
public struct ParquetReader: Sendable {
    /// The columns of the file, in Delta's types.
    ///
    /// There is no type for times of day: they come as the integers that are stored, milliseconds
    /// as `integer`, microseconds and nanoseconds as `long`. Times of 96 bits come as timestamps,
    /// unsigned integers in the next larger type.
    public internal(set) var schema: Schema
    /// The number of rows.
    public let rowCount: Int
    /// The pairs stored in the footer.
    public let keyValues: [(key: String, value: String)]
    /// The program that wrote the file, as it calls itself.
    public let createdBy: String

    let footer: FileMetadata
    var nodes: [ReaderNode]
    let leaves: [ReaderLeaf]
    let size: Int
    let limits: ParquetLimits
    let read: @Sendable (Range<Int>) throws -> [UInt8]

    /// Opens a file that is in memory.
    ///
    /// - Throws: `ParquetError`.
    public init(bytes: [UInt8], limits: ParquetLimits = ParquetLimits()) throws {
        try self.init(size: bytes.count, limits: limits) { Array(bytes[$0]) }
    }

    /// Opens a file of `size` bytes of which `read` gives any part.
    ///
    /// - Throws: `ParquetError`; what `read` throws.
    public init(
        size: Int, limits: ParquetLimits = ParquetLimits(),
        read: @escaping @Sendable (Range<Int>) throws -> [UInt8]
    ) throws {
        let bytes = try Self.footerBytes(size, limits, read)
        let footer: FileMetadata
        do throws(ByteError) {
            var reader = ThriftReader(bytes.span.rawBytes)
            footer = try FileMetadata(from: &reader)
        } catch {
            throw ParquetError(error, in: "the footer")
        }
        let parts = try ReaderSchema(footer.schema, limits: limits)
        self.footer = footer
        self.size = size
        self.limits = limits
        self.read = read
        schema = parts.schema
        nodes = parts.nodes
        leaves = parts.leaves
        keyValues = footer.keyValues
        createdBy = footer.createdBy
        var total = 0
        for group in footer.rowGroups {
            guard group.rowCount >= 0, group.columns.count == parts.leaves.count else {
                throw ParquetError(.corrupt, "a row group has not one chunk for each column")
            }
            guard group.rowCount <= limits.rowGroupRows else {
                throw ParquetError(
                    .tooLarge, "a row group has too many rows. rows=`\(group.rowCount)`")
            }
            total += group.rowCount
        }
        rowCount = total
        guard total == footer.rowCount else {
            throw ParquetError(
                .corrupt,
                "the row groups have other rows than the footer says. rows=`\(total)`, "
                    + "footer=`\(footer.rowCount)`")
        }
    }

    /// The number of row groups.
    public var rowGroupCount: Int { footer.rowGroups.count }

    /// The number of rows of a row group.
    public func rowCount(ofGroup group: Int) -> Int { footer.rowGroups[group].rowCount }

    /// Reads the rows of one row group.
    ///
    /// - Parameters:
    ///   - group: its number, from 0.
    ///   - columns: the fields of `schema` to be read, in this order; all if nil.
    /// - Throws: `ParquetError`; what reading the bytes throws.
    public func readRowGroup(_ group: Int, columns: [String]? = nil) throws -> Batch {
        try readRowGroup(group, columns: columns, rows: [0..<rowCount(ofGroup: group)])
    }

    /// Reads all rows into one batch; for small files.
    ///
    /// - Parameter columns: the fields of `schema` to be read, in this order; all if nil.
    /// - Throws: `ParquetError`; what reading the bytes throws.
    public func readAll(columns: [String]? = nil) throws -> Batch {
        let picked = try pick(columns)
        var batch = Batch(empty: Schema(picked.map { schema.fields[$0] }))
        for group in 0..<rowGroupCount {
            let part = try readRowGroup(group, columns: columns)
            if rowGroupCount == 1 { return part }
            batch.append(contentsOf: part)
        }
        return batch
    }

    func pick(_ columns: [String]?) throws(ParquetError) -> [Int] {
        guard let columns else { return Array(nodes.indices) }
        var picked: [Int] = []
        for name in columns {
            guard let index = schema.index(of: name) else {
                throw ParquetError(.invalidInput, "the file has no such column. column=`\(name)`")
            }
            picked.append(index)
        }
        return picked
    }

    private static func footerBytes(
        _ size: Int, _ limits: ParquetLimits, _ read: (Range<Int>) throws -> [UInt8]
    ) throws -> [UInt8] {
        guard size >= FileFormat.trailerSize + FileFormat.magic.count else {
            throw ParquetError(.corrupt, "the file is too short. bytes=`\(size)`")
        }
        // The footers of most files are within one small read.
        let tailSize = min(size, 1 << 16)
        let tail = try read(size - tailSize..<size)
        guard tail.count == tailSize, Array(tail.suffix(4)) == FileFormat.magic else {
            if Array(tail.suffix(4)) == FileFormat.encryptedMagic {
                throw ParquetError(
                    .unsupported,
                    "the file's footer is encrypted, and keys are not taken: have it written anew "
                        + "without encryption")
            }
            throw ParquetError(.corrupt, "the file does not end in PAR1")
        }
        let length = Int(tail.span.rawBytes.integer(at: tailSize - 8, as: UInt32.self))
        guard length <= size - FileFormat.trailerSize - FileFormat.magic.count else {
            throw ParquetError(.corrupt, "the footer is longer than the file. bytes=`\(length)`")
        }
        guard length <= limits.footerBytes else {
            throw ParquetError(.tooLarge, "the footer is too large. bytes=`\(length)`")
        }
        if length + FileFormat.trailerSize <= tailSize {
            return Array(tail.dropLast(FileFormat.trailerSize).suffix(length))
        }
        let end = size - FileFormat.trailerSize
        let bytes = try read(end - length..<end)
        guard bytes.count == length else {
            throw ParquetError(.corrupt, "the footer was read short")
        }
        return bytes
    }
}
