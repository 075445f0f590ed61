import Bytes

/// A member of a tick's JSON object, in the order in which they are written.
enum TickMember: Int, CaseIterable, Sendable {
    case symbol, price, size, eventTime, exchange, tradeID, conditions, sequence

    /// The member's name.
    var name: String {
        switch self {
        case .symbol: "symbol"
        case .price: "price"
        case .size: "size"
        case .eventTime: "ts"
        case .exchange: "exchange"
        case .tradeID: "trade_id"
        case .conditions: "conditions"
        case .sequence: "sequence"
        }
    }
}

/// Writes ticks as JSON in the shape of `topics/price-ticks.yaml`.
struct TickWriter: Sendable {
    /// Texts of unequal length, end to end.
    private struct Texts: Sendable {
        private var bytes: [UInt8] = []
        private var ends: [Int] = [0]

        init(_ texts: some Sequence<String>) {
            for text in texts {
                bytes.append(contentsOf: text.utf8)
                ends.append(bytes.count)
            }
        }

        @inline(__always)
        func append(_ index: Int, to arena: inout ByteWriter) {
            arena.append(bytes.span.extracting(ends[index]..<ends[index + 1]))
        }
    }

    private let symbols: Texts
    private let openings: Texts
    private let venues: Texts
    private let conditions: Texts
    private let sizeName = Array(",\"size\":".utf8)
    private let timeName = Array(",\"ts\":\"".utf8)
    private let tradeName = Array("\",\"trade_id\":".utf8)
    private let sequenceName = Array(",\"sequence\":".utf8)
    /// The text of the second that was written last, up to the fraction's point.
    private var second = Int64.min
    private var secondText: [UInt8] = []

    init(universe: Universe) {
        symbols = Texts(universe.symbols)
        openings = Texts(universe.symbols.lazy.map { "{\"symbol\":\"\($0)\",\"price\":" })
        venues = Texts(Venues.codes.lazy.map { "Z\",\"exchange\":\"\($0)" })
        conditions = Texts(SaleConditions.texts.lazy.map { ",\"conditions\":\($0)" })
    }

    /// Appends a tick's key.
    @inline(__always)
    func appendKey(_ tick: Tick, to arena: inout ByteWriter) {
        symbols.append(Int(tick.symbol), to: &arena)
    }

    /// Appends a tick's value.
    mutating func appendValue(_ tick: Tick, to arena: inout ByteWriter) {
        openings.append(Int(tick.symbol), to: &arena)
        arena.append(decimal: tick.price, scale: 4, shortest: 2)
        arena.append(sizeName)
        arena.append(decimal: tick.size, scale: 1, shortest: 0)
        arena.append(timeName)
        appendTime(tick.eventTime, to: &arena)
        venues.append(Int(tick.venue), to: &arena)
        arena.append(tradeName)
        arena.append(decimal: tick.tradeID)
        conditions.append(Int(tick.conditions), to: &arena)
        if tick.sequence > 0 {
            arena.append(sequenceName)
            arena.append(decimal: tick.sequence)
        }
        arena.append(UInt8(ascii: "}"))
    }

    /// Appends a time without its Z: the second's text is made once a second.
    @inline(__always)
    private mutating func appendTime(_ time: Int64, to arena: inout ByteWriter) {
        let (second, fraction) = time.flooredDivision(by: 1_000_000_000)
        if second != self.second { remember(second) }
        arena.append(secondText)
        arena.append(digits: UInt64(fraction), width: 9)
    }

    @inline(never)
    private mutating func remember(_ second: Int64) {
        var writer = ByteWriter(capacity: 24)
        writer.append(second: second)
        writer.append(UInt8(ascii: "."))
        secondText = writer.copy()
        self.second = second
    }

    /// The text of one member's value, as `appendValue` writes it; nil for an absent sequence.
    func text(of member: TickMember, of tick: Tick, symbol: String) -> [UInt8]? {
        var writer = ByteWriter(capacity: 40)
        switch member {
        case .symbol: writer.append(utf8: "\"\(symbol)\"")
        case .price: writer.append(decimal: tick.price, scale: 4, shortest: 2)
        case .size: writer.append(decimal: tick.size, scale: 1, shortest: 0)
        case .eventTime:
            writer.append(UInt8(ascii: "\""))
            writer.append(time: tick.eventTime)
            writer.append(UInt8(ascii: "\""))
        case .exchange: writer.append(utf8: "\"\(Venues.codes[Int(tick.venue)])\"")
        case .tradeID: writer.append(decimal: tick.tradeID)
        case .conditions: writer.append(utf8: SaleConditions.texts[Int(tick.conditions)])
        case .sequence:
            guard tick.sequence > 0 else { return nil }
            writer.append(decimal: tick.sequence)
        }
        return writer.copy()
    }
}
