/// A trade before it is written: whole numbers only.
struct Tick: Sendable, BitwiseCopyable {
    /// The index of the symbol in the universe.
    var symbol: Int32
    /// The index of the exchange in `Venues.codes`.
    var venue: UInt8
    /// The index of the sale conditions in `SaleConditions.texts`.
    var conditions: UInt8
    /// The price in ten-thousandths.
    var price: Int64
    /// The size in tenths.
    var size: Int64
    /// The event time in nanoseconds since the epoch.
    var eventTime: Int64
    /// Rises within the symbol.
    var tradeID: Int64
    /// Rises within the symbol; 0 where the feed has none.
    var sequence: Int64
}

/// The exchanges of the trades, by market identifier code.
enum Venues {
    static let codes = ["XNAS", "XNYS", "ARCX", "BATS", "EDGX", "IEXG", "MEMX", "XPHL"]

    /// Sixteen chances: about a third of the trades are on the first two exchanges.
    private static let chances: InlineArray<16, UInt8> = [
        0, 0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7,
    ]

    @inline(__always)
    static func draw(_ bits: UInt64) -> UInt8 { chances[Int(bits & 15)] }
}

/// The sale conditions of the trades, as they stand in the record.
enum SaleConditions {
    static let texts = [
        "[\"@\"]", "[\"@\",\"I\"]", "[\"@\",\"F\"]", "[\"@\",\"F\",\"I\"]", "[]", "[\"@\",\"T\"]",
    ]

    /// Regular or intermarket sweep, with the odd-lot mark for less than a round lot; now and then
    /// no condition, or a trade outside the regular hours.
    @inline(__always)
    static func draw(_ bits: UInt64, oddLot: Bool) -> UInt8 {
        switch bits & 63 {
        case 0: return 4
        case 1: return 5
        case 2..<24: return oddLot ? 3 : 2
        default: return oddLot ? 1 : 0
        }
    }
}
