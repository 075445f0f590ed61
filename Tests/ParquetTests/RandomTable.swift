import Bytes
import Columnar
import Parquet
import TestSupport

/// A schema and rows by a seed: any nesting, nulls at every level.
struct RandomTable {
    let schema: Schema
    /// Column by column.
    let rows: [[Cell]]
    /// How the table is written: with each codec in pages of both versions, by the seed.
    let options: ParquetWriterOptions

    static let seeds: Range<UInt64> = 0..<10
    static let rowCount = 60
    private static let depthMax = 4

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        schema = Schema(
            (0..<6).map { Self.field("f\($0)", depth: Self.depthMax, &random) })
        rows = schema.fields.map { field in
            (0..<Self.rowCount).map { _ in
                let cell = field.isNullable ? random.optional(field.type) : random.cell(field.type)
                return cell.shownByAll(field.type)
            }
        }
        var options = ParquetWriterOptions()
        let codecs: [Codec] = [.none, .snappy, .gzip(level: 1), .lz4Raw, .zstd(level: 1)]
        options.codec = codecs[Int(seed) % codecs.count]
        options.hasVersion2Pages = seed % 2 == 1
        options.pageRows = 17
        options.rowGroupRows = 40
        options.batchRowsMin = 1
        self.options = options
    }

    private static func field(
        _ name: String, depth: Int, _ random: inout SplitMix64
    ) -> Field {
        Field(name, type(depth, &random), isNullable: !random.chance(1, in: 4))
    }

    private static func type(_ depth: Int, _ random: inout SplitMix64) -> DataType {
        let primitives = TestTypes.primitives
        guard depth > 0, random.chance(2, in: 3) else {
            return primitives[Int(random.next() % UInt64(primitives.count))].1
        }
        switch random.next() % 3 {
        case 0:
            return .structure(
                (0...Int(random.next() % 3)).map { field("p\($0)", depth: depth - 1, &random) })
        case 1:
            return .array(element: type(depth - 1, &random), containsNull: random.chance(1, in: 2))
        default:
            return .map(
                key: random.chance(1, in: 2) ? .string : .long, value: type(depth - 1, &random),
                valueContainsNull: random.chance(1, in: 2))
        }
    }
}

extension Cell {
    /// The value, times at any depth brought into the years that every program has.
    func shownByAll(_ type: DataType) -> Cell {
        switch (self, type) {
        case (.integer(let value), .date): .integer(value % 20_000)
        case (.integer(let value), .timestamp), (.integer(let value), .timestampNTZ):
            .integer(value % 2_000_000_000_000_000)
        case (.structure(let cells), .structure(let fields)):
            .structure(zip(cells, fields).map { $0.shownByAll($1.type) })
        case (.list(let cells), .array(let element, _)):
            .list(cells.map { $0.shownByAll(element) })
        case (.list(let cells), .map(let key, let value, _)):
            .list(cells.map { $0.shownByAll(.structure([Field("k", key), Field("v", value)])) })
        default: self
        }
    }
}
