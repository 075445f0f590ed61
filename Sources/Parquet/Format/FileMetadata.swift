import Bytes

/// The footer of a file.
struct FileMetadata: Sendable {
    var schema: [SchemaElement] = []
    var rowCount = 0
    var rowGroups: [RowGroupMetadata] = []
    var keyValues: [(key: String, value: String)] = []
    var createdBy = ""
    /// Of each column, whether its bounds are in the order of its type; empty if the file does not
    /// say, as in old ones.
    var areTypeOrdered: [Bool] = []
}

/// Rows that are stored together, column by column.
struct RowGroupMetadata: Sendable {
    var columns: [ColumnMetadata] = []
    var uncompressedSize = 0
    var compressedSize = 0
    var rowCount = 0
    var fileOffset = 0
    /// The leaves that the rows are sorted by.
    var sorting: [StoredSorting] = []
}

/// A leaf that rows are sorted by.
struct StoredSorting: Sendable, Equatable {
    let leaf: Int
    let isDescending: Bool
    let hasNullsFirst: Bool
}

extension FileMetadata {
    func write(to out: inout ThriftWriter, leafCount: Int) {
        out.element { out in
            out.i32(1, 2)
            out.list(2, of: .structure, count: schema.count)
            for element in schema { element.write(to: &out) }
            out.i64(3, rowCount)
            out.list(4, of: .structure, count: rowGroups.count)
            for (ordinal, group) in rowGroups.enumerated() {
                group.write(to: &out, ordinal: ordinal)
            }
            if !keyValues.isEmpty {
                out.list(5, of: .structure, count: keyValues.count)
                for (key, value) in keyValues {
                    out.element { out in
                        out.text(1, key)
                        out.text(2, value)
                    }
                }
            }
            out.text(6, createdBy)
            // Without an order for each column, readers ignore min_value and max_value.
            out.list(7, of: .structure, count: leafCount)
            for _ in 0..<leafCount { out.element { out in out.structure(1) { _ in } } }
        }
    }

    /// Reads a footer.
    @_lifetime(reader: copy reader)
    init(from reader: inout ThriftReader) throws(ByteError) {
        var result = FileMetadata()
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 2:
                try reader.list(field) { (reader, type) throws(ByteError) in
                    guard type == .structure else {
                        throw ByteError(.malformed, offset: reader.position)
                    }
                    result.schema.append(try SchemaElement(from: &reader))
                }
            case 3: result.rowCount = try reader.i64(field)
            case 4:
                try reader.list(field) { (reader, type) throws(ByteError) in
                    guard type == .structure else {
                        throw ByteError(.malformed, offset: reader.position)
                    }
                    let group = try RowGroupMetadata(from: &reader)
                    // The schema comes first: more chunks than nodes are a lie about memory.
                    guard group.columns.count < result.schema.count else {
                        throw ByteError(.malformed, offset: reader.position)
                    }
                    result.rowGroups.append(group)
                }
            case 5: try result.readKeyValues(from: &reader, field)
            case 6: result.createdBy = try reader.text(field)
            case 7: try result.readColumnOrders(from: &reader, field)
            default: try reader.skip(field)
            }
        }
        self = result
    }

    /// Reads the `ColumnOrder` of each column: a union of which the order of the type is the first.
    @_lifetime(reader: copy reader)
    private mutating func readColumnOrders(
        from reader: inout ThriftReader, _ field: ThriftReader.FieldHeader
    ) throws(ByteError) {
        var orders: [Bool] = []
        try reader.list(field) { (reader, type) throws(ByteError) in
            guard type == .structure else { throw ByteError(.malformed, offset: reader.position) }
            var isTypeOrder = false
            try reader.structure { (reader, field) throws(ByteError) in
                isTypeOrder = isTypeOrder || field.id == 1
                try reader.skip(field)
            }
            orders.append(isTypeOrder)
        }
        areTypeOrdered = orders
    }

    @_lifetime(reader: copy reader)
    private mutating func readKeyValues(
        from reader: inout ThriftReader, _ field: ThriftReader.FieldHeader
    ) throws(ByteError) {
        var pairs: [(key: String, value: String)] = []
        try reader.list(field) { (reader, type) throws(ByteError) in
            guard type == .structure else { throw ByteError(.malformed, offset: reader.position) }
            var pair = (key: "", value: "")
            try reader.structure { (reader, field) throws(ByteError) in
                switch field.id {
                case 1: pair.key = try reader.text(field)
                case 2: pair.value = try reader.text(field)
                default: try reader.skip(field)
                }
            }
            pairs.append(pair)
        }
        keyValues = pairs
    }
}

extension RowGroupMetadata {
    func write(to out: inout ThriftWriter, ordinal: Int) {
        out.element { out in
            out.list(1, of: .structure, count: columns.count)
            for column in columns { column.write(to: &out) }
            out.i64(2, uncompressedSize)
            out.i64(3, rowCount)
            if !sorting.isEmpty {
                out.list(4, of: .structure, count: sorting.count)
                for entry in sorting {
                    out.element { out in
                        out.i32(1, entry.leaf)
                        out.bool(2, entry.isDescending)
                        out.bool(3, entry.hasNullsFirst)
                    }
                }
            }
            out.i64(5, fileOffset)
            out.i64(6, compressedSize)
            if ordinal <= Int(Int16.max) { out.i16(7, ordinal) }
        }
    }

    @_lifetime(reader: copy reader)
    init(from reader: inout ThriftReader) throws(ByteError) {
        var result = RowGroupMetadata()
        try reader.structure { (reader, field) throws(ByteError) in
            switch field.id {
            case 1:
                try reader.list(field) { (reader, type) throws(ByteError) in
                    guard type == .structure else {
                        throw ByteError(.malformed, offset: reader.position)
                    }
                    result.columns.append(try ColumnMetadata(from: &reader))
                }
            case 3: result.rowCount = try reader.i64(field)
            default: try reader.skip(field)
            }
        }
        // A row group without columns would cost more memory than its one byte of the footer.
        guard !result.columns.isEmpty || result.rowCount == 0 else {
            throw ByteError(.malformed, offset: reader.position)
        }
        self = result
    }
}
