import Bytes
public import Columnar

extension TickLaneState {
    /// The whole state as rows of one flat schema, see `StateSchema`.
    ///
    /// Keys that are forgotten are left out. A lane that stopped can be stored as well: its state
    /// is the one before the record that it stopped at.
    public func snapshot() -> Batch {
        var out = StateColumns()
        out.appendHeader(next: next, watermark: watermark)
        for entry in keys.entries
        where keys.isAlive(eventTime: entry.eventTime, watermark: watermark) {
            out.append(entry)
        }
        for (index, interval) in windows.enumerated() {
            let name = Array(plan.intervals[index].name.utf8)
            for window in interval.open {
                for bar in window.bars {
                    out.append(
                        bar, interval: name, start: window.start,
                        symbol: symbols.names[Int(bar.symbol)])
                }
            }
        }
        return out.batch
    }

    /// Takes up a lane where `snapshot()` left it.
    ///
    /// Fails with `damaged` where the rows are none that `snapshot()` writes under this plan: an
    /// older snapshot, or the lane from its start, gives the same state.
    public init(plan: TickLanePlan, restoring batch: Batch) throws(MarketDataError) {
        let rows = try StateColumns(batch)
        guard batch.rowCount > 0, rows.kind.optional(0) == StateSchema.header,
            rows.version.optional(0) == StateSchema.version
        else {
            throw MarketDataError(
                .damaged, "the stored state does not begin with a header of version 2.")
        }
        self.init(plan: plan, next: try rows.next.required(0, "next"))
        watermark = try rows.watermark.required(0, "watermark")
        watermarkMicros = Calendar.microseconds(watermark)
        guard next >= 0, batch.rowCount <= TickLanePlan.Limits.keysMax + plan.limits.openBars else {
            throw MarketDataError(.damaged, "the stored state has an offset below zero.")
        }
        let keyRows = rows.kind.values.reduce(0) { $0 + ($1 == StateSchema.key ? 1 : 0) }
        keys = KeyMemory(
            horizon: plan.duplicates?.horizon ?? 0, limit: plan.limits.keys,
            expected: keyRows + keyRows / 4)
        for row in 1..<max(1, batch.rowCount) {
            switch rows.kind.optional(row) {
            case StateSchema.key: try restoreKey(row, rows)
            case StateSchema.bar: try restoreBar(row, rows)
            default:
                throw MarketDataError(.damaged, "row \(row) of the stored state is of no kind.")
            }
        }
        updateClosing()
    }

    private mutating func restoreKey(_ row: Int, _ rows: StateColumns) throws(MarketDataError) {
        let key = Hash128(
            high: UInt64(bitPattern: try rows.keyHigh.required(row, "key_high")),
            low: UInt64(bitPattern: try rows.keyLow.required(row, "key_low")))
        let entry = KeyMemory.Entry(
            key: key, offset: try rows.firstOffset.required(row, "first_offset"),
            eventTime: try rows.firstTime.required(row, "first_time"))
        guard entry.offset < next, entry.offset > keys.entries.last?.offset ?? -1,
            keys.restore(entry)
        else {
            throw MarketDataError(
                .damaged, "row \(row) of the stored state is a key out of its order.")
        }
    }

    private mutating func restoreBar(_ row: Int, _ rows: StateColumns) throws(MarketDataError) {
        let name = rows.interval[row]
        let start = try rows.windowStart.required(row, "window_start")
        guard
            let index = plan.intervals.firstIndex(where: {
                Array($0.name.utf8).span.rawBytes.equals(name)
            }), !rows.symbol.isNull(row)
        else {
            throw MarketDataError(
                .damaged, "row \(row) of the stored state is a bar of no interval or symbol.")
        }
        let bar = try rows.bar(row, symbol: symbols.number(of: rows.symbol[row]))
        // A bar that can be open: on the grid, beyond the watermark, with its ticks within.
        let length = windows[index].length
        guard Calendar.floorDivide(start, length) &* length == start,
            windows[index].start(of: bar.firstTime) == start,
            windows[index].start(of: bar.lastTime) == start, bar.firstTime <= bar.lastTime,
            start + length > watermarkMicros, bar.tradeCount > 0, bar.firstOffset < next,
            bar.lastOffset < next,
            bar.notional.magnitude <= ExactDivision.digits38Max.magnitude
        else {
            throw MarketDataError(
                .damaged, "row \(row) of the stored state is a bar that cannot be open.")
        }
        let before = windows[index].open.count
        guard windows[index].restore(bar, start: start) else {
            throw MarketDataError(.damaged, "row \(row) of the stored state repeats a bar.")
        }
        openWindowCount += windows[index].open.count - before
        openBarCount += 1
        let (bound, overflow) = notionalBound.addingReportingOverflow(
            Int128(bar.notional.magnitude))
        notionalBound = overflow ? .max : bound
    }
}

extension StateColumns {
    mutating func appendHeader(next offset: Int64, watermark time: Int64) {
        kind.append(StateSchema.header)
        version.append(StateSchema.version)
        next.append(offset)
        watermark.append(time)
        appendNoKey()
        firstOffset.appendNull(placeholder: 0)
        firstTime.appendNull(placeholder: 0)
        appendNoBar()
    }

    mutating func append(_ entry: KeyMemory.Entry) {
        kind.append(StateSchema.key)
        appendNoHeader()
        keyHigh.append(Int64(bitPattern: entry.key.high))
        keyLow.append(Int64(bitPattern: entry.key.low))
        firstOffset.append(entry.offset)
        firstTime.append(entry.eventTime)
        appendNoBar()
    }

    mutating func append(
        _ bar: BarAccumulator, interval name: [UInt8], start: Int64, symbol text: RawSpan
    ) {
        kind.append(StateSchema.bar)
        appendNoHeader()
        appendNoKey()
        firstOffset.append(bar.firstOffset)
        firstTime.append(bar.firstTime)
        interval.append(name.span)
        windowStart.append(start)
        symbol.append(text)
        open.append(bar.open)
        high.append(bar.high)
        low.append(bar.low)
        close.append(bar.close)
        volume.append(bar.volume)
        notional.append(bar.notional)
        tradeCount.append(bar.tradeCount)
        lastTime.append(bar.lastTime)
        firstSequence.append(optional: bar.hasFirstSequence ? bar.firstSequence : nil)
        lastSequence.append(optional: bar.hasLastSequence ? bar.lastSequence : nil)
        lastOffset.append(bar.lastOffset)
    }

    /// The bar of a row.
    func bar(_ row: Int, symbol: Int32) throws(MarketDataError) -> BarAccumulator {
        BarAccumulator(
            volume: try volume.required(row, "volume"),
            notional: try notional.required(row, "notional"),
            open: try open.required(row, "open"), high: try high.required(row, "high"),
            low: try low.required(row, "low"), close: try close.required(row, "close"),
            firstTime: try firstTime.required(row, "first_time"),
            lastTime: try lastTime.required(row, "last_time"),
            firstSequence: firstSequence.optional(row) ?? 0,
            lastSequence: lastSequence.optional(row) ?? 0,
            firstOffset: try firstOffset.required(row, "first_offset"),
            lastOffset: try lastOffset.required(row, "last_offset"),
            tradeCount: try tradeCount.required(row, "trade_count"), symbol: symbol,
            hasFirstSequence: !firstSequence.isNull(row),
            hasLastSequence: !lastSequence.isNull(row))
    }

    private mutating func appendNoHeader() {
        version.appendNull(placeholder: 0)
        next.appendNull(placeholder: 0)
        watermark.appendNull(placeholder: 0)
    }

    private mutating func appendNoKey() {
        keyHigh.appendNull(placeholder: 0)
        keyLow.appendNull(placeholder: 0)
    }

    private mutating func appendNoBar() {
        interval.appendNull()
        windowStart.appendNull(placeholder: 0)
        symbol.appendNull()
        open.appendNull(placeholder: 0)
        high.appendNull(placeholder: 0)
        low.appendNull(placeholder: 0)
        close.appendNull(placeholder: 0)
        volume.appendNull(placeholder: 0)
        notional.appendNull(placeholder: 0)
        tradeCount.appendNull(placeholder: 0)
        lastTime.appendNull(placeholder: 0)
        firstSequence.appendNull(placeholder: 0)
        lastSequence.appendNull(placeholder: 0)
        lastOffset.appendNull(placeholder: 0)
    }
}
