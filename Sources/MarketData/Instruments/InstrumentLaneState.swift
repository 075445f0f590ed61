import Bytes
public import Columnar

/// The state of one metadata lane: every version of every instrument.
///
/// A symbol's versions are known by their valid-from times:
///
/// - A record sets the version at its valid-from time. At an equal time the later offset wins and
///   takes the row's place. Earlier and later versions are not touched: a record that arrives late
///   finds its place between them.
/// - A tombstone, whose key is the symbol, ends the version that has the greatest valid-from time
///   when it is processed. The end is Kafka's time of the tombstone, even where that lies before
///   the valid-from time: then the version never held. The first end stands: a second tombstone
///   does not move it, and a later record at the same valid-from time changes the row's columns,
///   not its end. A tombstone for a symbol without versions ends nothing.
/// - A version holds from its valid-from time until the next version's, or until its end, whichever
///   is earlier. A later record with a later valid-from time begins the instrument anew; between
///   the end and that time nothing holds.
public struct InstrumentLaneState: Sendable {
    /// What the lane does with its records.
    public let plan: InstrumentLanePlan
    /// The offset at which the lane goes on; lower ones have been processed.
    public internal(set) var next: Int64

    /// The contract's columns of versions, those that lost their place included.
    var rows: Batch
    var symbols = SymbolTable()
    /// The versions of each symbol, by valid-from time.
    var histories: [[Version]] = []
    var versionCount = 0
    var byteCount = 0

    struct Version: Sendable {
        let validFrom: Int64
        var row: Int32
        var offset: Int64
        var end: Int64?
        var byteCount: Int
    }

    /// Starts a lane at an offset.
    public init(plan: InstrumentLanePlan, next: Int64) {
        self.plan = plan
        self.next = next
        rows = Batch(empty: Schema(plan.contract))
    }

    /// Takes a version; false when there is no room for it.
    mutating func set(symbol: RawSpan, validFrom: Int64, row: Int32, offset: Int64, bytes: Int)
        -> Bool
    {
        let number = Int(symbols.number(of: symbol))
        if number == histories.count { histories.append([]) }
        var index = histories[number].count
        while index > 0, histories[number][index - 1].validFrom >= validFrom { index -= 1 }
        let isKnown =
            index < histories[number].count && histories[number][index].validFrom == validFrom
        let freed = isKnown ? histories[number][index].byteCount : 0
        guard versionCount + (isKnown ? 0 : 1) <= plan.versionsMax,
            byteCount - freed + bytes <= plan.byteCountMax
        else { return false }
        byteCount += bytes - freed
        if isKnown {
            histories[number][index].row = row
            histories[number][index].offset = offset
            histories[number][index].byteCount = bytes
        } else {
            versionCount += 1
            histories[number].insert(
                Version(
                    validFrom: validFrom, row: row, offset: offset, end: nil, byteCount: bytes),
                at: index)
        }
        return true
    }

    /// Ends the newest version of a symbol; true when that changed anything.
    mutating func end(symbol: RawSpan, at time: Int64) -> Bool {
        guard let number = symbols.find(symbol).map({ Int($0) }), number < histories.count,
            let newest = histories[number].indices.last, histories[number][newest].end == nil
        else { return false }
        histories[number][newest].end = time
        return true
    }

    /// Drops the rows that lost their place, once they are the larger part.
    mutating func dropLostRowsIfMany() {
        guard rows.rowCount > versionCount * 2 + 1024 else { return }
        var kept: [Int32] = []
        kept.reserveCapacity(versionCount)
        for symbol in histories.indices {
            for index in histories[symbol].indices {
                kept.append(histories[symbol][index].row)
                histories[symbol][index].row = Int32(kept.count - 1)
            }
        }
        rows = rows.gathered(kept.span)
    }

    /// The numbers of the symbols that have versions, by the symbols' bytes.
    var orderedSymbols: [Int] {
        histories.indices.filter { !histories[$0].isEmpty }.sorted { left, right in
            let leftName = symbols.names[left]
            return leftName.isLess(than: symbols.names[right])
        }
    }

    /// All that the lane has in `silver/instruments`: by symbol and valid-from time.
    public func table() -> Batch {
        var picked: [Int32] = []
        var ends = Column<Int64>()
        var isCurrent: [Bool] = []
        for symbol in orderedSymbols {
            let history = histories[symbol]
            for index in history.indices {
                let following = index + 1 < history.count ? history[index + 1].validFrom : nil
                let end = [history[index].end, following].compactMap { $0 }.min()
                picked.append(history[index].row)
                ends.append(optional: end)
                isCurrent.append(end == nil)
            }
        }
        let found = rows.gathered(picked.span)
        var columns: [AnyColumn] = [
            found.columns[plan.symbolColumn], found.columns[plan.validFromColumn], .int64(ends),
            .boolean(Column(isCurrent)),
        ]
        for index in plan.contract.indices
        where index != plan.symbolColumn && index != plan.validFromColumn {
            columns.append(found.columns[index])
        }
        return Batch(
            schema: InstrumentsTable.layout(contract: plan.contract).schema, columns: columns,
            rowCount: picked.count)
    }
}
