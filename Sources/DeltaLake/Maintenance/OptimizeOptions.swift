import Bytes
import Columnar

/// What `optimize` is to do with a table.
public struct OptimizeOptions: Sendable {
    /// The size of the files that are made, in bytes; nil for the table's `delta.targetFileSize`,
    /// or 128 MiB.
    public var targetByteCount: Int64?
    /// How rows are arranged within the new files; nil to keep the order in which they came.
    public var clustering: RowClustering?
    /// A long column in whose order files are joined.
    ///
    /// Files that lie across each other in it stay apart, so that what was in order within each
    /// file still is. Excludes clustering.
    public var orderedBy: String?
    /// How files that lack a tag get it; nil to leave them as they are.
    public var tagging: RowTagging?
    /// Which files are looked at, by what the log says of them.
    public var isWanted: @Sendable (AddFile) -> Bool = { _ in true }
    /// What `isWanted` stands for, in words for the table's history.
    public var predicate: String?
    /// So many files, at least, are made one.
    public var filesMin = 2
    /// The bytes of the files that one commit replaces; one bin may be larger.
    public var bytesPerCommit: Int64 = 1 << 30
    /// The bytes of decoded rows that are held in memory at a time.
    ///
    /// Rows are arranged, or split, within lots of so many bytes, each of which makes files of its
    /// own; the order of a lot takes about half as much again. Rows that only move take an eighth.
    public var memoryBytes = 256 << 20
    /// The most files that are planned with at a time, which bounds the memory of the plan.
    public var plannedFilesMax = 20_000

    /// The defaults.
    public init() {}

    /// How many rows of a file are decoded at a time: an eighth of the memory, if its values take
    /// eight times the room that they take in the file.
    func batchRows(byteCount: Int64, rowCount: Int) -> Int {
        let share = Int64(memoryBytes / 8)
        let perRow = byteCount.multipliedSaturated(8) / Int64(max(1, rowCount))
        return Int(max(64, min(16_384, share / max(1, perRow))))
    }

    static let targetByteCountDefault: Int64 = 128 << 20
    static let targetProperty = "delta.targetFileSize"

    func targetByteCount(_ metadata: TableMetadata) throws -> Int64 {
        if let targetByteCount {
            if targetByteCount > 0 { return targetByteCount }
            throw DeltaError(.invalid, "the target size is at least one byte")
        }
        guard let text = metadata.configuration[Self.targetProperty] else {
            return Self.targetByteCountDefault
        }
        guard let size = ByteSize.parse(text), size > 0 else {
            throw DeltaError(
                .invalid, "the table's property \(Self.targetProperty) is no size: `\(text)`")
        }
        return size
    }

    /// Refuses what does not suit a table, before anything is read.
    ///
    /// - Throws: `DeltaError` of kind `invalid`.
    public func check(_ metadata: TableMetadata) throws {
        try clustering?.check(metadata)
        try tagging?.check(metadata)
        guard let orderedBy else { return }
        if clustering != nil {
            throw DeltaError(
                .invalid, "rows that keep the order of `\(orderedBy)` cannot be clustered")
        }
        guard let index = metadata.schema.index(of: orderedBy),
            metadata.schema.fields[index].type == .long
        else {
            throw DeltaError(.invalid, "the table has no long column `\(orderedBy)`")
        }
    }
}

/// What `optimize` did.
public struct OptimizeReport: Sendable, Equatable {
    /// The sizes of the files that came in.
    public internal(set) var addedSizes: [Int64] = []
    /// The number of files that went out.
    public internal(set) var removedFiles = 0
    /// Their bytes.
    public internal(set) var removedBytes: Int64 = 0
    /// The rows that moved.
    public internal(set) var rowCount: Int64 = 0
    /// The deletion vectors that are no longer needed.
    public internal(set) var removedVectors = 0
    /// The commits.
    public internal(set) var versions: [Int64] = []
    /// Bins that were dropped because someone else changed their files meanwhile.
    public internal(set) var droppedBins = 0

    /// The number of files that came in.
    public var addedFiles: Int { addedSizes.count }
    /// Their bytes.
    public var addedBytes: Int64 { addedSizes.reduce(0) { $0.addingSaturated($1) } }

    mutating func add(_ other: OptimizeReport) {
        addedSizes += other.addedSizes
        removedFiles += other.removedFiles
        removedBytes = removedBytes.addingSaturated(other.removedBytes)
        rowCount += other.rowCount
        removedVectors += other.removedVectors
    }
}

/// Sizes as properties spell them: `134217728`, `128mb`, `1g`.
package enum ByteSize {
    /// The bytes of a text; nil where it is no size.
    package static func parse(_ text: String) -> Int64? {
        let trimmed = text.lowercased().filter { $0 != " " }
        let digits = trimmed.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits) else { return nil }
        let shift: Int64
        switch trimmed.dropFirst(digits.count) {
        case "", "b": shift = 0
        case "k", "kb", "kib": shift = 10
        case "m", "mb", "mib": shift = 20
        case "g", "gb", "gib": shift = 30
        default: return nil
        }
        let (bytes, overflowed) = number.multipliedReportingOverflow(by: 1 << shift)
        return overflowed ? nil : bytes
    }
}
