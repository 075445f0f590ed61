import Columnar
import Parquet

/// What can be asked of a row group without reading it, and the rows that the answers name.
struct ParquetQuestions {
    private let reader: ParquetReader
    private let group: Int
    private let rowCount: Int

    init(_ reader: ParquetReader, _ group: Int) {
        self.reader = reader
        self.group = group
        rowCount = reader.rowCount(ofGroup: group)
    }

    func ask() {
        for path in Self.paths(of: reader.schema) {
            let bounds = reader.bounds(ofGroup: group, column: path)
            let pages = ParquetFuzzing.attempt {
                try reader.pageBounds(ofGroup: group, column: path)
            }
            askPages(pages ?? nil)
            let stated = [bounds.minimum, bounds.maximum].compactMap { $0 }
            for bound in stated + Self.probes {
                ParquetFuzzing.attempt {
                    try reader.mayContain(bound, inGroup: group, column: path)
                }
            }
            askRows(path, stated)
        }
        for field in reader.schema.fields.prefix(Self.pathsMax) {
            _ = reader.isAllNull(field.name, inGroup: group)
        }
        readRanges()
    }

    /// Values of every kind, those that comparisons stumble over first.
    private static let probes: [ParquetBound] = [
        .floating(.nan), .floating(-0.0), .integer(.min), .decimal(.max), .boolean(true),
        .text([], isExact: true),
    ]

    private func askPages(_ pages: [ParquetPageBounds]?) {
        guard let pages else { return }
        var end = 0
        for page in pages {
            precondition(page.rows.lowerBound == end, "pages leave rows out")
            end = page.rows.upperBound
        }
        precondition(end == rowCount, "pages end elsewhere than the group")
    }

    /// Asks for the rows of conditions, and reads what one of them names.
    private func askRows(_ path: [String], _ stated: [ParquetBound]) {
        let values = stated.map { Self.value($0) } + [.floating(.nan), .whole(0), .bytes([])]
        var conditions: [ParquetPredicate] = [.isNull(path), .not(.isNotNull(path))]
        for value in values {
            for comparison in ParquetComparison.allCases {
                conditions.append(.compare(path, comparison, value))
            }
            conditions.append(
                .or([.compare(path, .less, value), .not(.compare(path, .lessOrEqual, value))]))
        }
        var named: [Range<Int>] = []
        for condition in conditions {
            let rows = ParquetFuzzing.attempt {
                try reader.rows(ofGroup: group, matching: condition)
            }
            guard let rows else { continue }
            checkRising(rows)
            if !rows.isEmpty, rows != [0..<rowCount] { named = rows }
        }
        if !named.isEmpty { read(named) }
    }

    private func checkRising(_ rows: [Range<Int>]) {
        var end = -1
        for range in rows {
            precondition(range.lowerBound > end, "ranges touch")
            end = range.upperBound
        }
        precondition(end <= rowCount, "rows are outside the group")
    }

    /// Reads the middle of the group, and its first and last rows with a gap between.
    private func readRanges() {
        guard rowCount > 2 else { return }
        let third = rowCount / 3
        read([third..<rowCount - third])
        read([0..<1, third + 1..<third + 1, rowCount - 1..<rowCount])
    }

    private func read(_ rows: [Range<Int>]) {
        ParquetFuzzing.attempt {
            let count = rows.reduce(0) { $0 + $1.count }
            let batch = try reader.readRowGroup(group, rows: rows)
            precondition(batch.rowCount == count, "a range has other rows")
            var batches = try reader.batches(ofGroup: group, rows: rows, rowsMax: count / 2 + 1)
            while try batches.next() != nil {}
        }
    }

    private static func value(_ bound: ParquetBound) -> ParquetValue {
        switch bound {
        case .boolean(let value): .whole(value ? 1 : 0)
        case .integer(let value): .whole(Int128(value))
        case .decimal(let value): .whole(value)
        case .floating(let value): .floating(value)
        case .text(let bytes, _): .bytes(bytes)
        }
    }

    private static let pathsMax = 12

    /// The paths of the first columns, each down to its values.
    static func paths(of schema: Schema) -> [[String]] {
        var paths: [[String]] = []
        for field in schema.fields where paths.count < pathsMax {
            addPaths(of: field.type, [field.name], to: &paths)
        }
        return paths
    }

    private static func addPaths(
        of type: DataType, _ path: [String], to paths: inout [[String]]
    ) {
        guard paths.count < pathsMax else { return }
        switch type {
        case .structure(let fields):
            for field in fields { addPaths(of: field.type, path + [field.name], to: &paths) }
        case .array(let element, _): addPaths(of: element, path + ["element"], to: &paths)
        case .map(let key, let value, _):
            addPaths(of: key, path + ["key"], to: &paths)
            addPaths(of: value, path + ["value"], to: &paths)
        default: paths.append(path)
        }
    }
}
