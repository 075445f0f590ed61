/// What a write did to a table.
public struct WriteResult: Sendable, Equatable {
    /// The version that it made; nil where there was nothing to do.
    public var version: Int64?
    /// The files that came in.
    public var filesAdded = 0
    /// The files that went out.
    public var filesRemoved = 0
    /// The rows of files that came in, those that were only carried over included.
    public var rowsWritten: Int64 = 0
    /// The rows that are gone; nil where files went whose number of rows nobody knows.
    public var rowsDeleted: Int64?
    /// The bytes of the files that came in.
    public var bytesWritten: Int64 = 0

    init(version: Int64? = nil) { self.version = version }

    init(_ transaction: Transaction, version: Int64, rowsDeleted: Int64?) {
        self.version = version
        filesAdded = transaction.adds.count
        filesRemoved = transaction.removes.count
        rowsWritten = transaction.adds.reduce(0) { $0 + ($1.rowCount ?? 0) }
        bytesWritten = transaction.adds.reduce(0) { $0 + $1.size }
        self.rowsDeleted = rowsDeleted
    }
}
