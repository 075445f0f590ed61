import Bytes
import Columnar

/// Ticks as a BRONZE table has them, the same in every run.
struct TickTable {
    static let schema = Schema([
        Field("symbol", .string, isNullable: false),
        Field("event_time", .timestamp, isNullable: false),
        Field("price", .decimal(precision: 18, scale: 9), isNullable: false),
        Field("size", .decimal(precision: 18, scale: 8), isNullable: false),
        Field("venue", .string, isNullable: false),
        Field("trade_id", .string, isNullable: false),
        Field("sequence", .long, isNullable: false),
        Field("conditions", .string),
        Field("topic", .string, isNullable: false),
        Field("partition", .integer, isNullable: false),
        Field("offset", .long, isNullable: false),
    ])

    private static let symbolCount = 1_000
    private static let partitionCount = 8
    private static let venues: [[UInt8]] = [
        "XNAS", "XNYS", "ARCX", "BATS", "EDGX", "IEXG", "XCHI", "MEMX",
    ].map { Array($0.utf8) }
    private static let conditions: [[UInt8]] = [
        "@", "@ F", "@ I", "@ TI", "O X", "@ 4 W", "M", "6 X",
    ].map { Array($0.utf8) }

    private var random = SplitMix64(seed: 20_261_126)
    private var time: Int64 = 1_795_000_000_000_000
    private var prices: [Int64]
    private var sequences = [Int64](repeating: 0, count: Self.symbolCount)
    private var offsets = [Int64](repeating: 7_000_000, count: Self.partitionCount)
    private let symbols: [[UInt8]]
    private var tradeID = 52_983_525_000

    init() {
        var random = SplitMix64(seed: 7)
        symbols = (0..<Self.symbolCount).map { number in
            let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
            return [
                letters[number % 26], letters[number / 26 % 26], letters[random.next(below: 26)],
                letters[random.next(below: 26)],
            ]
        }
        prices = (0..<Self.symbolCount).map { _ in Int64(random.next(below: 50_000) + 200) }
    }

    /// The next rows.
    mutating func next(_ count: Int) -> Batch {
        var symbol = BinaryColumn()
        var venue = BinaryColumn()
        var trade = BinaryColumn()
        var condition = BinaryColumn()
        var times: [Int64] = []
        var price: [Int64] = []
        var size: [Int64] = []
        var sequence: [Int64] = []
        var partition: [Int32] = []
        var offset: [Int64] = []
        func add(_ text: [UInt8], _ column: inout BinaryColumn) { column.append(text.span) }
        for _ in 0..<count {
            let number = pickSymbol()
            let place = number % Self.partitionCount
            add(symbols[number], &symbol)
            time += Int64(random.next(below: 400))
            times.append(time)
            prices[number] = max(100, prices[number] + Int64(random.next(below: 5)) - 2)
            price.append(prices[number] * 10_000_000)
            size.append(pickSize() * 100_000_000)
            add(Self.venues[random.next(below: 8)], &venue)
            tradeID += 1 + random.next(below: 3)
            add(Array(String(tradeID).utf8), &trade)
            sequences[number] += 1 + Int64(random.next(below: 2))
            sequence.append(sequences[number])
            if random.next(below: 10) < 7 {
                condition.appendNull()
            } else {
                add(Self.conditions[random.next(below: 8)], &condition)
            }
            partition.append(Int32(place))
            offsets[place] += 1
            offset.append(offsets[place])
        }
        return Batch(
            schema: Self.schema,
            columns: [
                .binary(symbol), .int64(Column(times)), .int64(Column(price)),
                .int64(Column(size)), .binary(venue), .binary(trade), .int64(Column(sequence)),
                .binary(condition),
                .binary(BinaryColumn(repeating: Array("market.trades.v1".utf8), count: count)),
                .int32(Column(partition)), .int64(Column(offset)),
            ], rowCount: count)
    }

    /// Few symbols have most of the trades.
    private mutating func pickSymbol() -> Int {
        let unit = Double(random.next() >> 11) / Double(1 << 53)
        return Int(unit * unit * unit * Double(Self.symbolCount))
    }

    /// Round lots, mostly.
    private mutating func pickSize() -> Int64 {
        random.next(below: 10) < 6
            ? Int64(1 + random.next(below: 10)) * 100 : Int64(1 + random.next(below: 99))
    }
}
