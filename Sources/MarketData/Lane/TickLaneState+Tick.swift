import Bytes
import Columnar

extension TickLaneState {
    /// Takes one tick: rules, duplicates, then windows; the reason where the lane has to stop.
    @inline(__always)
    mutating func takeTick(
        _ row: Int, _ input: TickInput, _ output: inout TickLaneOutput
    ) -> LaneStop? {
        let record = Int(input.decoded.ticks.record[row])
        let offset = input.records.offsets[record]
        let verdict = Int(input.judgement.verdicts[row])
        if verdict >= 0 { return refuse(row, record, rule: verdict, input, &output) }

        var flags = input.judgement.flags[row]
        let eventTime = input.decoded.ticks.eventTime[row]
        var freeSlot = -1
        if let duplicates = plan.duplicates {
            switch keys.find(input.keys[row], watermark: watermark) {
            case .unknown(let slot): freeSlot = slot
            case .taken(let first):
                guard case .warn(let bit) = duplicates.action else {
                    return refuseDuplicate(record, offset: offset, first: first, &output)
                }
                flags |= 1 << Int64(bit)
            }
        }
        let trade = Trade(row, of: input.decoded.ticks, offset: offset)
        if let stop = makeRoom(for: trade, row, input) { return stop }
        if freeSlot >= 0 {
            guard
                keys.insert(
                    input.keys[row], slot: freeSlot, offset: offset, eventTime: eventTime,
                    watermark: watermark)
            else { return tooManyKeys(offset: offset) }
        }
        output.good.append(Int32(truncatingIfNeeded: row))
        output.goodOffsets.append(offset)
        output.ruleFlags.append(flags)
        if flags != 0 { noteWarnings(flags, offset: offset, &output) }
        fold(trade, row, input, &output)
        let kafka = saturatingAdd(input.rules.kafkaTimes[row], plan.maxSkew)
        advance(to: min(eventTime, kafka), offset: offset, &output)
        return nil
    }

    /// Adds a tick to its window of every interval, or notes that it came too late for it.
    @inline(__always)
    private mutating func fold(
        _ trade: Trade, _ row: Int, _ input: TickInput, _ output: inout TickLaneOutput
    ) {
        var symbol: Int32 = -1
        for index in windows.indices {
            if !windows[index].isHot(trade.eventTime) {
                let start = windows[index].start(of: trade.eventTime)
                if start + windows[index].length <= watermarkMicros {
                    noteLate(trade, row, interval: index, start: start, &output)
                    continue
                }
                heat(index, start: start)
            }
            if symbol < 0 { symbol = symbols.number(of: input.decoded.ticks.symbol[row]) }
            if windows[index].addHot(trade, symbol: symbol) { openBarCount += 1 }
        }
    }

    @inline(never)
    private mutating func heat(_ index: Int, start: Int64) {
        guard windows[index].heat(start: start) else { return }
        openWindowCount += 1
        updateClosing()
    }

    @inline(never)
    private func noteLate(
        _ trade: Trade, _ row: Int, interval: Int, start: Int64, _ output: inout TickLaneOutput
    ) {
        let lateness = Int128(watermark) - Int128(trade.eventTime)
        output.late.row.append(Int32(row))
        output.late.interval.append(Int32(interval))
        output.late.start.append(start)
        // Not negative: the window ended by the watermark.
        output.late.latenessMilliseconds.append(Int64(lateness / 1_000_000))
        output.late.restated.append(false)
        output.late.offset.append(trade.offset)
    }

    @inline(never)
    private func noteWarnings(_ flags: Int64, offset: Int64, _ output: inout TickLaneOutput) {
        output.ruleHits.append(flags: flags, of: plan.rules, offset: offset)
        guard case .warn(let bit) = plan.duplicates?.action, flags & 1 << Int64(bit) != 0 else {
            return
        }
        output.ruleHits.append(rule: plan.rules.rules.count, offset: offset)
    }
}

extension TickLaneState {
    /// A rule decided: quarantine, or the end of the lane.
    @inline(never)
    private func refuse(
        _ row: Int, _ record: Int, rule index: Int, _ input: TickInput,
        _ output: inout TickLaneOutput
    ) -> LaneStop? {
        let rule = plan.rules.rules[index]
        let offset = input.records.offsets[record]
        let detail = plan.rules.detail(rule: index, row: row, input.rules)
        if case .fail = rule.action {
            return LaneStop(
                offset: offset, rule: rule.name, detail: String(decoding: detail, as: UTF8.self))
        }
        output.ruleHits.append(rule: index, offset: offset)
        output.quarantine.append(
            record: record, reason: Array(rule.reason.utf8), detail: detail,
            rule: Array(rule.name.utf8), version: rule.version)
        output.quarantineOffsets.append(offset)
        return nil
    }

    @inline(never)
    private func refuseDuplicate(
        _ record: Int, offset: Int64, first: Int64, _ output: inout TickLaneOutput
    ) -> LaneStop? {
        guard let duplicates = plan.duplicates else { return nil }
        let detail = "its unique key was first taken at offset \(first)"
        if case .fail = duplicates.action {
            return LaneStop(
                offset: offset, rule: duplicates.rule ?? duplicates.reason, detail: detail)
        }
        output.ruleHits.append(rule: plan.rules.rules.count, offset: offset)
        output.duplicates.append(Int32(output.quarantine.count))
        output.quarantine.append(
            record: record, reason: Array(duplicates.reason.utf8), detail: Array(detail.utf8),
            rule: duplicates.rule.map { Array($0.utf8) }, version: duplicates.version)
        output.quarantineOffsets.append(offset)
        return nil
    }

    /// Checks that a tick fits within the limits; the reason where it does not.
    @inline(__always)
    private mutating func makeRoom(
        for trade: Trade, _ row: Int, _ input: TickInput
    ) -> LaneStop? {
        let symbolBytes = input.decoded.ticks.symbol[row].byteCount
        let magnitude = Int128(trade.notional.magnitude)
        if openBarCount + windows.count <= plan.limits.openBars,
            openWindowCount + windows.count <= plan.limits.openWindows,
            symbols.byteCount + symbolBytes <= SymbolLimit.bytesMax,
            notionalBound <= ExactDivision.digits38Max - magnitude
        {
            notionalBound &+= magnitude
            return nil
        }
        return makeRoomSlowly(for: trade, row, input)
    }

    @inline(never)
    private mutating func makeRoomSlowly(
        for trade: Trade, _ row: Int, _ input: TickInput
    ) -> LaneStop? {
        let limits = plan.limits
        if openBarCount + windows.count > limits.openBars
            || openWindowCount + windows.count > limits.openWindows
        {
            return LaneStop(
                offset: trade.offset, .limitReached,
                "\(openBarCount) bars of \(openWindowCount) windows are open, no more than "
                    + "\(limits.openBars) of \(limits.openWindows) may be. Refuse far event times "
                    + "by the rule future_time, or raise the limit.")
        }
        let symbol = input.decoded.ticks.symbol[row]
        if symbols.byteCount + symbol.byteCount > SymbolLimit.bytesMax {
            dropIdleSymbols()
            if symbols.byteCount + symbol.byteCount > SymbolLimit.bytesMax {
                return LaneStop(
                    offset: trade.offset, .limitReached,
                    "the symbols with open bars are longer than \(SymbolLimit.bytesMax) bytes "
                        + "together. Refuse long symbols by a rule.")
            }
        }
        return checkNotional(trade, symbol: symbols.number(of: symbol))
    }

    /// Checks, near the end of a decimal's range, the very bars that a tick goes into.
    private func checkNotional(_ trade: Trade, symbol: Int32) -> LaneStop? {
        for index in windows.indices {
            let start = windows[index].start(of: trade.eventTime)
            let before = windows[index].notional(of: symbol, start: start)
            let (sum, overflow) = before.addingReportingOverflow(trade.notional)
            if overflow || sum.magnitude > ExactDivision.digits38Max.magnitude {
                let name = PlainText.excerpt(symbols.names[Int(symbol)])
                return LaneStop(
                    offset: trade.offset, .overflow,
                    "the notional of \(name) in the \(plan.intervals[index].name) window at "
                        + "\(PlainText.time(saturatingMultiply(start, 1000))) has more than 38 "
                        + "digits. Refuse such prices and sizes by a rule.")
            }
        }
        return nil
    }

    private func tooManyKeys(offset: Int64) -> LaneStop {
        LaneStop(
            offset: offset, .limitReached,
            "the lane remembers \(plan.limits.keys) unique keys, its limit. Shorten the "
                + "duplicates' horizon, add partitions, or raise the limit.")
    }
}

/// The product, held within 64 bits.
func saturatingMultiply(_ left: Int64, _ right: Int64) -> Int64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? ((left < 0) == (right < 0) ? .max : .min) : product
}

extension Trade {
    /// The tick at a row.
    @inline(__always)
    init(_ row: Int, of ticks: TickColumns, offset: Int64) {
        eventTime = ticks.eventTime[row]
        price = ticks.price[row]
        size = ticks.size[row]
        let product = ticks.price[row].multipliedFullWidth(by: ticks.size[row])
        notional = Int128(product.high) << 64 | Int128(product.low)
        hasSequence = !ticks.sequence.isNull(row)
        sequence = hasSequence ? ticks.sequence.values[row] : 0
        self.offset = offset
    }
}
