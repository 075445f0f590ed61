import Bytes

/// Every symbol's last price and counters: a random walk on the grid of prices.
struct Market: Sendable {
    fileprivate struct Quote: Sendable, BitwiseCopyable {
        /// The last price in ten-thousandths, a whole number of cents.
        var price: Int64
        /// One step of the walk: a cent for each whole hundred of the first price, and one.
        var step: Int64
        var tradeID: Int64
        var sequence: Int64
        var eventTime: Int64
    }

    private var quotes: [Quote]
    private let activity: ActivityTable

    init(symbols: Int, using random: inout SplitMix64) {
        activity = ActivityTable(symbols: symbols)
        quotes = []
        quotes.reserveCapacity(symbols)
        for index in 0..<symbols {
            let cents = Self.firstPrice(random.next())
            quotes.append(
                Quote(
                    price: cents * 100, step: (cents / 10_000 + 1) * 100,
                    tradeID: 100_000 + Int64(random.next(below: 800_000)),
                    // Every fourth symbol's feed numbers its messages.
                    sequence: index % 4 == 3 ? 1 : 0, eventTime: Self.never))
        }
    }

    /// A time so long ago that nothing happens at it, and from which distances do not overflow.
    private static let never = Int64.min / 4

    /// A price in cents: between 4 and 512 dollars, as many below as above 45.
    private static func firstPrice(_ bits: UInt64) -> Int64 {
        let octave = Int64(bits & 0xff) % 7
        let base = Int64(400) << octave
        return base + Int64((bits >> 8) % UInt64(base))
    }

    /// The next trade, of a symbol drawn by activity, that arrives at `arrival` after `latency`.
    @inline(__always)
    mutating func trade(arrival: Int64, latency: Int64, using random: inout SplitMix64) -> Tick {
        let symbol = activity.rank(of: random.next())
        let bits = random.next()
        var quote = quotes[symbol]
        quote.move(bits)
        quote.tradeID += 1 + Int64(bits >> 16 & 7)
        if quote.sequence > 0 { quote.sequence += 1 }
        var time = arrival - latency
        // One order fills several others: the same nanosecond, and only the sequence tells.
        if bits >> 20 & 31 == 0, time > quote.eventTime, time - quote.eventTime < 1_000_000_000 {
            time = quote.eventTime
        }
        quote.eventTime = time
        quotes[symbol] = quote
        let size = Self.size(bits >> 26)
        return Tick(
            symbol: Int32(truncatingIfNeeded: symbol), venue: Venues.draw(bits >> 40),
            conditions: SaleConditions.draw(bits >> 44, oddLot: size < 1_000),
            // One in sixteen is executed between two cents.
            price: quote.price + (bits >> 50 & 15 == 0 ? 1 + Int64(bits >> 54 & 63) : 0),
            size: size, eventTime: time, tradeID: quote.tradeID,
            sequence: quote.sequence)
    }

    /// A size in tenths: four of five are round lots of 100 to 800, the rest odd lots of 1 to 99,
    /// a few of them with a fraction.
    @inline(__always)
    private static func size(_ bits: UInt64) -> Int64 {
        let kind = bits & 31
        let amount = Int64(bits >> 5 & 127)
        if kind < 25 { return 1_000 * (1 + (amount >> 4) & amount & 7) }
        let shares = 10 * (1 + amount % 99)
        return kind == 31 ? shares + 5 : shares
    }
}

extension Market.Quote {
    /// One step up, down or none, kept between one dollar and five thousand.
    @inline(__always)
    fileprivate mutating func move(_ bits: UInt64) {
        switch bits & 3 {
        case 0 where price < 50_000_000: price += step
        case 1 where price > 10_000 + step: price -= step
        default: break
        }
    }
}
