import Columnar
import MarketData
import TestSupport

/// A 1m bar (or one of another interval) as a test writes it.
struct TestBar {
    var symbol: String
    var start: Int64
    var interval = "1m"
    var prices: [Int64] = [1, 1, 1, 1]
    var volume: Int128 = 1
    var notional: Int128 = 1
    var count: Int64 = 1
    var first: Int64 = 0
    var last: Int64 = 0
    var firstSequence: Int64?
    var lastSequence: Int64?
    var topic = "ticks"
    var partition: Int32 = 0
    var offset: Int64 = 0
    var revision: Int32 = 0
}

/// Rows of `silver/bars`.
func silver(_ bars: [TestBar]) -> Batch {
    func long(_ value: (TestBar) -> Int64) -> AnyColumn { .int64(Column(bars.map(value))) }
    func optional(_ value: (TestBar) -> Int64?) -> AnyColumn {
        var column = Column<Int64>()
        for bar in bars {
            if let number = value(bar) {
                column.append(number)
            } else {
                column.appendNull(placeholder: 0)
            }
        }
        return .int64(column)
    }
    return Batch(
        schema: BarsTable.layout.schema,
        columns: [
            .binary(BinaryColumn(bars.map(\.symbol))), long { $0.start },
            long { $0.start + 60_000_000 }, long { $0.prices[0] }, long { $0.prices[1] },
            long { $0.prices[2] }, long { $0.prices[3] }, .int128(Column(bars.map(\.volume))),
            .int128(Column(bars.map(\.notional))), long { _ in 0 }, long { $0.count },
            long { $0.first }, long { $0.last }, optional { $0.firstSequence },
            optional { $0.lastSequence }, .int32(Column(bars.map(\.revision))),
            .binary(BinaryColumn(bars.map(\.topic))), .int32(Column(bars.map(\.partition))),
            long { $0.offset }, long { $0.offset }, long { _ in 0 },
            .binary(BinaryColumn(bars.map(\.interval))),
            .int32(Column(bars.map { _ in Int32(0) })),
        ], rowCount: bars.count)
}

/// GOLD's rows in the plainest words, from all bars and all metadata records.
struct GoldOracle {
    var daily: [String] = []
    var sectors: [String] = []

    init(_ bars: [TestBar], _ instruments: [TestInstrument], hours: Int64) {
        var newest: [String: TestBar] = [:]
        for bar in bars where bar.interval == "1m" {
            let key = "\(Array(bar.symbol.utf8)) \(bar.start) \(bar.topic) \(bar.partition)"
            if newest[key].map({ $0.revision < bar.revision }) ?? true { newest[key] = bar }
        }
        var groups: [[UInt8]: [Int64: [TestBar]]] = [:]
        for bar in newest.values {
            let day = Self.floor(bar.start + hours * 3_600_000_000, 86_400_000_000)
            groups[Array(bar.symbol.utf8), default: [:]][day, default: []].append(bar)
        }
        var sums: [String: [Int128]] = [:]
        for (symbol, days) in groups {
            var previous: Int64?
            for (day, parts) in days.sorted(by: { $0.key < $1.key }) {
                let end = (day + 1) * 86_400_000_000 - hours * 3_600_000_000
                let held = Self.held(instruments, symbol, before: end)
                let row = Self.row(symbol, day, parts, previous, held)
                daily.append(row.line)
                let change = previous.map { row.close - $0 }
                let key = "\(day)|\(cell(held?.sector))"
                var sum = sums[key] ?? [Int128](repeating: 0, count: 7)
                sum[0] += 1
                sum[1] += parts.reduce(0) { $0 + Int128($1.count) }
                sum[2] += parts.reduce(0) { $0 + $1.volume }
                sum[3] += parts.reduce(0) { $0 + $1.notional }
                if let change { sum[change > 0 ? 4 : change < 0 ? 5 : 6] += 1 }
                sums[key] = sum
                previous = row.close
            }
        }
        for (key, sum) in sums {
            let parts = key.split(separator: "|", omittingEmptySubsequences: false)
            sectors.append(
                "\(parts[1])|" + sum.map { "\($0)" }.joined(separator: "|") + "|\(parts[0])")
        }
        daily.sort()
        sectors.sort()
    }

    private static func row(
        _ symbol: [UInt8], _ day: Int64, _ parts: [TestBar], _ previous: Int64?,
        _ held: TestInstrument?
    ) -> (line: String, close: Int64) {
        func rank(_ time: Int64, _ sequence: Int64?, _ bar: TestBar) -> [Int64] {
            [
                time, sequence == nil ? 0 : 1, sequence ?? 0, bar.topic == "a" ? 0 : 1,
                Int64(bar.partition), bar.offset,
            ]
        }
        let first = parts.min {
            rank($0.first, $0.firstSequence, $0)
                .lexicographicallyPrecedes(rank($1.first, $1.firstSequence, $1))
        }
        let last = parts.max {
            rank($0.last, $0.lastSequence, $0)
                .lexicographicallyPrecedes(rank($1.last, $1.lastSequence, $1))
        }
        let volume = parts.reduce(Int128(0)) { $0 + $1.volume }
        let notional = parts.reduce(Int128(0)) { $0 + $1.notional }
        let close = last?.prices[3] ?? 0
        let change = previous.map { Int128(close - $0) }
        let percent = previous.flatMap { previous -> Int128? in
            let scaled = Int128(close - previous) * 1_000_000
            guard let size = LaneOracle.halfEven(abs(scaled), Int128(abs(previous))) else {
                return nil
            }
            return (scaled < 0) == (previous < 0) ? size : -size
        }
        let line = [
            cell(String(decoding: symbol, as: UTF8.self)), cell(first?.prices[0]),
            cell(parts.map { $0.prices[1] }.max()), cell(parts.map { $0.prices[2] }.min()),
            "\(close)", "\(volume)", "\(notional)", cell(LaneOracle.halfEven(notional, volume)),
            "\(parts.reduce(0) { $0 + $1.count })", cell(change), cell(percent), cell(held?.name),
            cell(held?.sector), cell(held?.name.map { $0.utf8.count - 3 }), "\(day)",
        ].joined(separator: "|")
        return (line, close)
    }

    /// The record whose version held just before an instant.
    private static func held(
        _ records: [TestInstrument], _ symbol: [UInt8], before end: Int64
    ) -> TestInstrument? {
        let name = cell(String(decoding: symbol, as: UTF8.self))
        for line in plainInstruments(records) {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false)
            guard Array(fields[0].utf8) == Array(name.utf8), let from = Int64(fields[1]),
                from < end, Int64(fields[2]).map({ $0 >= end }) ?? true
            else { continue }
            let sector = fields[5] == "-" ? nil : String(fields[5].dropFirst().dropLast())
            return TestInstrument(
                symbol: "", name: String(fields[4].dropFirst().dropLast()), sector: sector)
        }
        return nil
    }

    private static func floor(_ value: Int64, _ unit: Int64) -> Int64 {
        let quotient = value / unit
        return quotient * unit > value ? quotient - 1 : quotient
    }
}
