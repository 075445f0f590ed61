import Bytes
public import Columnar

extension InstrumentLaneState {
    /// The schema of a stored lane: the contract's columns, then the lane's own.
    ///
    /// The first row is the header, with `ticklake_next` alone; each other row is a version, by
    /// symbol and valid-from time, with `ticklake_offset` and, once it was ended, `ticklake_end`.
    static func storedSchema(_ contract: [Field]) -> Schema {
        Schema(
            contract + [
                Field("ticklake_next", .long), Field("ticklake_offset", .long),
                Field("ticklake_end", .long),
            ])
    }

    /// The whole state as rows.
    public func snapshot() -> Batch {
        var picked: [Int32] = []
        var nexts = Column<Int64>([next])
        var offsets = Column<Int64>()
        var ends = Column<Int64>()
        offsets.appendNull(placeholder: 0)
        ends.appendNull(placeholder: 0)
        for symbol in orderedSymbols {
            for version in histories[symbol] {
                picked.append(version.row)
                nexts.appendNull(placeholder: 0)
                offsets.append(version.offset)
                ends.append(optional: version.end)
            }
        }
        let versions = rows.gathered(picked.span)
        var columns: [AnyColumn] = []
        for (index, field) in plan.contract.enumerated() {
            var column = AnyColumn(nulls: 1, of: field.type)
            column.append(contentsOf: versions.columns[index])
            columns.append(column)
        }
        return Batch(
            schema: Self.storedSchema(plan.contract),
            columns: columns + [.int64(nexts), .int64(offsets), .int64(ends)],
            rowCount: picked.count + 1)
    }

    /// Takes up a lane where `snapshot()` left it.
    ///
    /// Fails with `damaged` where the rows are none that `snapshot()` writes under this plan.
    public init(plan: InstrumentLanePlan, restoring batch: Batch) throws(MarketDataError) {
        let stored = StoredColumns(batch)
        let nexts = try stored.int64("ticklake_next")
        let offsets = try stored.int64("ticklake_offset")
        let ends = try stored.int64("ticklake_end")
        let names = try stored.binary("symbol")
        let times = try stored.int64("valid_from")
        guard batch.rowCount > 0, let next = nexts.optional(0), next >= 0,
            batch.rowCount - 1 <= plan.versionsMax
        else {
            throw MarketDataError(.damaged, "the stored instruments do not begin with a header.")
        }
        self.init(plan: plan, next: next)
        rows = try Self.contractRows(batch, plan)
        for row in 1..<max(1, batch.rowCount) {
            let offset = try offsets.required(row, "ticklake_offset")
            let validFrom = try times.required(row, "valid_from")
            let before = versionCount
            guard !names.isNull(row), offset >= 0, offset < next,
                set(
                    symbol: names[row], validFrom: validFrom, row: Int32(row), offset: offset,
                    bytes: rows.textBytes(row)), versionCount == before + 1
            else {
                throw MarketDataError(
                    .damaged, "row \(row) of the stored instruments cannot be a version.")
            }
            if let end = ends.optional(row) {
                let symbol = Int(symbols.number(of: names[row]))
                histories[symbol][histories[symbol].count - 1].end = end
                guard histories[symbol].last?.validFrom == validFrom else {
                    throw MarketDataError(
                        .damaged, "row \(row) of the stored instruments is out of order.")
                }
            }
        }
    }

    /// The contract's columns of a stored batch, in the contract's order and forms.
    private static func contractRows(
        _ batch: Batch, _ plan: InstrumentLanePlan
    ) throws(MarketDataError) -> Batch {
        var columns: [AnyColumn] = []
        for field in plan.contract {
            guard let column = batch.column(field.name),
                column.hasForm(of: AnyColumn(empty: field.type))
            else {
                throw MarketDataError(
                    .damaged, "the stored instruments have no fitting column `\(field.name)`.")
            }
            columns.append(column)
        }
        return Batch(schema: Schema(plan.contract), columns: columns, rowCount: batch.rowCount)
    }
}

extension AnyColumn {
    /// A column of nulls.
    init(nulls count: Int, of type: DataType) {
        self.init(empty: type)
        let none = Bitmap(repeating: false, count: count)
        switch self {
        case .boolean:
            self = .boolean(Column([Bool](repeating: false, count: count), validity: none))
        case .int32: self = .int32(Column([Int32](repeating: 0, count: count), validity: none))
        case .int64: self = .int64(Column([Int64](repeating: 0, count: count), validity: none))
        case .int128: self = .int128(Column([Int128](repeating: 0, count: count), validity: none))
        case .float: self = .float(Column([Float](repeating: 0, count: count), validity: none))
        case .double: self = .double(Column([Double](repeating: 0, count: count), validity: none))
        case .binary: self = .noText(count: count)
        case .list(var lists):
            lists.offsets = [Int32](repeating: 0, count: count + 1)
            lists.validity = none
            self = .list(lists)
        case .structure:
            guard case .structure(let fields) = type else { return }
            self = .structure(
                StructColumn(
                    fields: fields.map { AnyColumn(nulls: count, of: $0.type) }, count: count,
                    validity: none))
        }
    }

    /// Whether another column can be appended to this one.
    func hasForm(of other: AnyColumn) -> Bool {
        switch (self, other) {
        case (.boolean, .boolean), (.int32, .int32), (.int64, .int64), (.int128, .int128),
            (.float, .float), (.double, .double), (.binary, .binary):
            true
        case (.list(let left), .list(let right)): left.elements.hasForm(of: right.elements)
        case (.structure(let left), .structure(let right)):
            left.fields.count == right.fields.count
                && zip(left.fields, right.fields).allSatisfy { $0.hasForm(of: $1) }
        default: false
        }
    }
}
