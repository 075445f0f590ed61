/// A vendor's bar, as ticks that make the same bar.
struct Bar {
    private let symbol: String
    private let start: Int64
    private let interval: Int64
    private let open: Int128
    private let high: Int128
    private let low: Int128
    private let close: Int128
    private let volume: Int128

    init(_ reader: RecordReader, interval: Int64, isLabelledByEnd: Bool) throws(RowProblem) {
        self.interval = interval
        symbol = try reader.symbol()
        let label = try reader.time()
        let (start, isBelow) = label.subtractingReportingOverflow(isLabelledByEnd ? interval : 0)
        self.start = start
        guard !isBelow, !start.addingReportingOverflow(interval).overflow else {
            throw RowProblem(.badTime, "the bar lies beyond 64 bits of nanoseconds")
        }
        volume = try reader.unscaled(reader.fields.volume, .size)
        guard volume >= 0 else { throw RowProblem(.notPositive, "volume is below zero") }
        guard volume > 0 else {
            // Vendors repeat a price, or give none, where nothing was traded.
            (open, high, low, close) = (0, 0, 0, 0)
            return
        }
        open = try reader.positive(reader.fields.open, .price)
        high = try reader.positive(reader.fields.high, .price)
        low = try reader.positive(reader.fields.low, .price)
        close = try reader.positive(reader.fields.close, .price)
        guard low <= min(open, close), high >= max(open, close) else {
            throw RowProblem(
                .inconsistentBar, "low <= open, close <= high does not hold")
        }
    }

    /// The ticks that make this bar; none where it has no volume.
    ///
    /// `open` is at the start and `close` a nanosecond before the end; at one third and two thirds
    /// of the interval are `low` and then `high` of a bar that rose or stayed, `high` and then
    /// `low` of one that fell. Each has a quarter of the volume at eight digits; what is left is
    /// with `close`. A volume too small for that is one tick, `close`.
    func ticks() throws(RowProblem) -> [Tick] {
        guard volume > 0 else { return [] }
        let end = start + interval - 1
        let quarter = volume / 4
        guard quarter > 0 else { return [tick("c", end, close, volume)] }
        let third = start + interval / 3
        let twoThirds = start + interval / 3 * 2
        let isUp = close >= open
        return [
            tick("o", start, open, quarter),
            isUp ? tick("l", third, low, quarter) : tick("h", third, high, quarter),
            isUp ? tick("h", twoThirds, high, quarter) : tick("l", twoThirds, low, quarter),
            tick("c", end, close, volume - 3 * quarter),
        ]
    }

    private func tick(_ part: String, _ time: Int64, _ price: Int128, _ size: Int128) -> Tick {
        Tick(
            symbol: symbol, time: time, price: price, size: size, tradeID: "\(start)-\(part)",
            isOfBar: true)
    }
}
