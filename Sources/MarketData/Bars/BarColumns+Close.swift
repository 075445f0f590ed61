import Bytes
import Columnar

extension BarColumns {
    /// Appends the bars of a window that closed, by the bytes of their symbols.
    mutating func append(
        _ window: OpenWindow, interval index: Int, symbols: SymbolTable, trigger: Int64
    ) {
        var order: [(prefix: UInt64, bar: Int32)] = []
        order.reserveCapacity(window.bars.count)
        for bar in window.bars.indices {
            order.append((symbols.prefix(window.bars[bar].symbol), Int32(bar)))
        }
        order.sort { left, right in
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            let leftName = symbols.names[Int(window.bars[Int(left.bar)].symbol)]
            return leftName.isLess(
                than: symbols.names[Int(window.bars[Int(right.bar)].symbol)])
        }
        for position in order.indices {
            let bar = window.bars[Int(order[position].bar)]
            interval.append(Int32(index))
            start.append(window.start)
            symbol.append(symbols.names[Int(bar.symbol)])
            append(bar, trigger: trigger)
        }
    }

    private mutating func append(_ bar: BarAccumulator, trigger: Int64) {
        open.append(bar.open)
        high.append(bar.high)
        low.append(bar.low)
        close.append(bar.close)
        volume.append(bar.volume)
        notional.append(bar.notional)
        vwap.append(optional: ExactDivision.halfEven(bar.notional, by: bar.volume))
        tradeCount.append(bar.tradeCount)
        firstEventTime.append(bar.firstTime)
        lastEventTime.append(bar.lastTime)
        firstSequence.append(optional: bar.hasFirstSequence ? bar.firstSequence : nil)
        lastSequence.append(optional: bar.hasLastSequence ? bar.lastSequence : nil)
        revision.append(0)
        firstOffset.append(bar.firstOffset)
        lastOffset.append(bar.lastOffset)
        triggerOffset.append(trigger)
    }
}

extension Column where Value: FixedWidthInteger {
    /// Appends a value, or a null.
    mutating func append(optional value: Value?) {
        if let value { append(value) } else { appendNull(placeholder: 0) }
    }
}
