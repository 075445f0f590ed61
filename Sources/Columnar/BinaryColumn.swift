public import Bytes

/// Byte strings (text is UTF-8) of one column, in one arena.
///
/// Row `i` is `bytes[offsets[i]..<offsets[i + 1]]`. A null row is empty. One column holds at most
/// 2 GiB.
public struct BinaryColumn: Sendable {
    /// Where each row starts, and at the end where the last one ends: `count + 1` entries.
    public var offsets: [Int32]
    /// The bytes of all rows.
    public var bytes: [UInt8]
    /// Which rows are there; nil when all are.
    public var validity: Bitmap?

    /// Makes an empty column.
    @inlinable public init() {
        offsets = [0]
        bytes = []
        validity = nil
    }

    /// Makes a column of its parts; `offsets` must rise from 0 to `bytes.count`.
    @inlinable public init(offsets: [Int32], bytes: [UInt8], validity: Bitmap? = nil) {
        precondition(
            offsets.first == 0 && Int(offsets[offsets.count - 1]) == bytes.count,
            "offsets span the bytes")
        self.offsets = offsets
        self.bytes = bytes
        self.validity = validity
    }

    /// Makes a column of texts, nil for null; for tests and small tables.
    public init(_ texts: [String?]) {
        self.init()
        for text in texts {
            if let text { append(Array(text.utf8).span) } else { appendNull() }
        }
    }

    /// Makes a column of one byte string in every row.
    public init(repeating row: [UInt8], count: Int) {
        precondition(
            row.count * count <= Int(Int32.max), "a binary column holds at most 2 GiB")
        self.init()
        offsets.reserveCapacity(count + 1)
        for index in 0..<count { offsets.append(Int32((index &+ 1) &* row.count)) }
        bytes.reserveCapacity(count * row.count)
        var run: [UInt8] = []
        for _ in 0..<Self.runLength { run.append(span: row.span) }
        for _ in 0..<count / Self.runLength { bytes.append(span: run.span) }
        bytes.append(span: run.span.extracting(first: count % Self.runLength * row.count))
    }

    /// Rows that are copied at once where all are the same.
    private static let runLength = 64

    /// The number of rows.
    @inlinable public var count: Int { offsets.count &- 1 }

    /// Whether a row is null.
    @inlinable public func isNull(_ row: Int) -> Bool {
        guard let validity else { return false }
        return !validity[row]
    }

    /// The bytes of a row; empty for a null.
    @inlinable public subscript(row: Int) -> RawSpan {
        @_lifetime(borrow self)
        get {
            bytes.span.rawBytes.extracting(Int(offsets[row])..<Int(offsets[row &+ 1]))
        }
    }

    /// A row as text, nil for null; for messages and tests, not for the data path.
    public func text(_ row: Int) -> String? {
        if isNull(row) { return nil }
        return String(decoding: bytes[Int(offsets[row])..<Int(offsets[row + 1])], as: UTF8.self)
    }

    /// Whether all rows hold the same bytes, null or not.
    public var isConstant: Bool { bytes.span.rawBytes.isRepeated(between: offsets.span) }

    /// Appends a row.
    @inlinable public mutating func append(_ row: Span<UInt8>) {
        bytes.append(span: row)
        closeRow(isPresent: true)
    }

    /// Appends a row.
    @inlinable public mutating func append(_ row: RawSpan) {
        append(row.octets)
    }

    /// Appends rows, none of them null, that lie in an arena.
    public mutating func append(_ rows: Span<BytePiece>, of arena: RawSpan) {
        var end = bytes.count
        for index in rows.indices {
            end &+= Int(rows[index].count)
            offsets.append(Int32(truncatingIfNeeded: end))
        }
        precondition(end <= Int(Int32.max), "a binary column holds at most 2 GiB")
        bytes.append(rows, of: arena)
        validity?.append(repeating: true, count: rows.count)
    }

    /// Appends a null row.
    @inlinable public mutating func appendNull() {
        closeRow(isPresent: false)
    }

    /// Ends a row whose bytes were appended to `bytes` directly.
    @inlinable public mutating func closeRow(isPresent: Bool) {
        if !isPresent, validity == nil { validity = Bitmap(repeating: true, count: count) }
        precondition(bytes.count <= Int(Int32.max), "a binary column holds at most 2 GiB")
        offsets.append(Int32(truncatingIfNeeded: bytes.count))
        validity?.append(isPresent)
    }

    /// Forgets the rows and keeps the memory.
    public mutating func removeAll() {
        offsets.removeAll(keepingCapacity: true)
        offsets.append(0)
        bytes.removeAll(keepingCapacity: true)
        validity = nil
    }

    /// Forgets the rows after the first `count`.
    public mutating func truncate(to count: Int) {
        offsets.removeLast(self.count - count)
        bytes.removeLast(bytes.count - Int(offsets[count]))
        validity?.truncate(to: count)
    }

    /// The rows at `rows`, in that order.
    public func gathered(_ rows: Span<Int32>) -> BinaryColumn {
        var result = BinaryColumn()
        result.offsets.reserveCapacity(rows.count + 1)
        let source = bytes.span
        for index in rows.indices {
            let row = Int(rows[index])
            result.bytes.append(
                span: source.extracting(Int(offsets[row])..<Int(offsets[row + 1])))
            result.offsets.append(Int32(result.bytes.count))
        }
        if let validity { result.validity = validity.gathered(rows) }
        return result
    }

    /// Appends the rows of another column.
    public mutating func append(contentsOf other: BinaryColumn) {
        let rows = count
        let base = Int32(bytes.count)
        precondition(
            bytes.count + other.bytes.count <= Int(Int32.max),
            "a binary column holds at most 2 GiB")
        bytes.append(span: other.bytes.span)
        for index in 1..<max(1, other.offsets.count) {
            offsets.append(base &+ other.offsets[index])
        }
        Bitmap.extend(&validity, after: rows, by: other.validity, other.count)
    }
}
