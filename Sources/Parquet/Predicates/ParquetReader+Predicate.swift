import Columnar

extension ParquetReader {
    /// The rows of a row group among which there may be some for which a condition holds, by the
    /// statistics of the row group and of its pages.
    ///
    /// Further rows are left in where a page has one that may be wanted, or where the file does not
    /// say what is in it: the condition is still to be tried on what is read.
    ///
    /// - Throws: `ParquetError` of kind `invalidInput` for columns that are not there or in lists,
    ///   and for values that are not of a column's type; what reading the bytes throws.
    public func rows(
        ofGroup group: Int, matching predicate: ParquetPredicate
    ) throws -> [Range<Int>] {
        let condition = predicate.withoutNot
        try check(condition)
        let all = 0..<rowCount(ofGroup: group)
        if all.isEmpty { return [] }
        let rough = condition.rows(of: all) { path in
            let bounds = bounds(ofGroup: group, column: path)
            return [ZoneOfRows(rows: all, zone: ParquetZone(bounds, rowCount: all.count))]
        }
        if rough.isEmpty { return [] }
        return try condition.rows(of: all) { path in
            guard let pages = try pageBounds(ofGroup: group, column: path) else {
                let bounds = bounds(ofGroup: group, column: path)
                return [ZoneOfRows(rows: all, zone: ParquetZone(bounds, rowCount: all.count))]
            }
            return pages.map {
                ZoneOfRows(
                    rows: $0.rows, zone: ParquetZone($0.bounds, rowCount: $0.rows.count))
            }
        }
    }

    private func check(_ condition: ParquetPredicate) throws(ParquetError) {
        switch condition {
        case .compare(let path, _, let value):
            let leaf = try column(path)
            guard leaf.type.form.isComparable(to: value) else {
                throw ParquetError(
                    .invalidInput,
                    "a column is compared with a value of another type. "
                        + "column=`\(leaf.path)`, type=`\(leaf.type)`")
            }
        case .isNull(let path), .isNotNull(let path): _ = try column(path)
        case .and(let parts), .or(let parts): for part in parts { try check(part) }
        case .not(let part): try check(part)
        }
    }

    private func column(_ path: [String]) throws(ParquetError) -> ReaderLeaf {
        guard let number = leaf(path), leaves[number].repetitionMax == 0 else {
            throw ParquetError(
                .invalidInput,
                "the file has no such column of single values. "
                    + "column=`\(path.joined(separator: "."))`")
        }
        return leaves[number]
    }
}

/// Some rows and what is known of a column's values in them.
private struct ZoneOfRows {
    let rows: Range<Int>
    let zone: ParquetZone
}

extension ParquetPredicate {
    /// The rows for which a condition without `not` may hold, by the zones of columns.
    fileprivate func rows(
        of all: Range<Int>, _ zones: ([String]) throws -> [ZoneOfRows]
    ) rethrows -> [Range<Int>] {
        switch self {
        case .compare(let path, let comparison, let value):
            return RowRanges.joined(
                try zones(path).filter { $0.zone.mayHold(comparison, value) }.map(\.rows))
        case .isNull(let path):
            return RowRanges.joined(
                try zones(path).filter { $0.zone.hasNulls ?? true }.map(\.rows))
        case .isNotNull(let path):
            return RowRanges.joined(
                try zones(path).filter { $0.zone.hasValues ?? true }.map(\.rows))
        case .and(let parts):
            return try parts.reduce([all]) {
                RowRanges.intersection($0, try $1.rows(of: all, zones))
            }
        case .or(let parts):
            return try parts.reduce([]) { RowRanges.union($0, try $1.rows(of: all, zones)) }
        case .not: preconditionFailure("the condition was turned into one without `not`")
        }
    }
}

extension DataType {
    /// Some value of the form that the type's values have.
    fileprivate var form: ParquetValue {
        switch self {
        case .float, .double: .floating(0)
        case .string, .binary: .bytes([])
        default: .whole(0)
        }
    }
}
