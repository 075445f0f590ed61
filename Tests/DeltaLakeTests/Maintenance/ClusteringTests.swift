import Bytes
import Columnar
import DeltaLake
import ObjectStorage
import TestSupport
import Testing

@Suite("Clustering")
struct ClusteringTests {
    @Test("the curve visits every point of a cube once, a step at a time", arguments: 2...3)
    func isACurve(dimensions: Int) {
        let curve = HilbertCurve(dimensions: dimensions)
        // The first cells of the curve fill a small cube at its beginning.
        let side: UInt32 = 8
        var points: [(place: UInt64, point: [UInt32])] = []
        var count: UInt32 = 1
        for _ in 0..<dimensions { count *= side }
        for number in 0..<count {
            var rest = number
            var point: [UInt32] = []
            for _ in 0..<dimensions {
                point.append(rest % side)
                rest /= side
            }
            var used = point
            points.append((curve.place(of: &used), point))
        }
        points.sort { $0.place < $1.place }
        #expect(points.map(\.place) == (0..<UInt64(count)).map { $0 })
        for (one, next) in zip(points, points.dropFirst()) {
            let steps = zip(one.point, next.point).map { $0 > $1 ? $0 - $1 : $1 - $0 }
            #expect(steps.reduce(0, +) == 1)
        }
    }

    @Test("ranks follow the values' order, equal values share one, nulls come first")
    func ranks() throws {
        var texts = BinaryColumn(["b", nil, "ab", "b", "", "abcdefgh1", "abcdefgh"])
        texts.append([0xff].span)
        let ranked = try #require(ValueRanks(.binary(texts)))
        #expect(ranked.ranks == [5, 0, 2, 5, 1, 4, 3, 6])
        #expect(ranked.distinctCount == 7)
        let doubles = try #require(ValueRanks(.double(Column([2, .nan, -1, .infinity, -1]))))
        #expect(doubles.ranks == [1, 3, 0, 2, 0])
        let wide = try #require(ValueRanks(.int128(Column([Int128.max, .min, 0]))))
        #expect(wide.ranks == [2, 0, 1])
        #expect(ValueRanks(.list(ListColumn(elements: .int64(Column())))) == nil)
        #expect(try #require(ValueRanks(.int64(Column()))).distinctCount == 0)
    }

    @Test("clustered rows need fewer row groups than rows as they came, whichever column is asked")
    func narrowsBounds() throws {
        let rows = batch(4096)
        func touched(_ order: [Int32], column: Int, value: Int64) -> Int {
            stride(from: 0, to: order.count, by: 256).count { start in
                let values = order[start..<start + 256].map { row -> Int64 in
                    guard case .int64(let column) = rows.columns[column] else { return 0 }
                    return column.values[Int(row)]
                }
                return (values.min() ?? 0)...(values.max() ?? 0) ~= value
            }
        }
        let plain = (0..<Int32(4096)).map { $0 }
        let curved = RowClustering(["a", "b"]).arranged(rows)
        let sorted = RowClustering(["a", "b"], order: .sort).arranged(rows)
        for column in 0...1 {
            #expect(touched(plain, column: column, value: 500) == 16)
            #expect(touched(curved, column: column, value: 500) <= 6)
        }
        #expect(touched(sorted, column: 0, value: 500) <= 2)
        #expect(Set(curved).count == 4096)
    }

    private func batch(_ count: Int) -> Batch {
        var random = SplitMix64(seed: 8)
        func column() -> AnyColumn {
            .int64(Column((0..<count).map { _ in Int64(random.next() % 1000) }))
        }
        return Batch(
            schema: Schema([Field("a", .long), Field("b", .long)]), columns: [column(), column()],
            rowCount: count)
    }

    @Test("a table's rows stay the same, in files of a lot each where memory is short")
    func clustersATable() throws {
        let store = MemoryStore()
        var files = try SmallFiles(store)
        for step in 0..<10 { try files.append(Int64(step) * 50..<Int64(step) * 50 + 50) }
        let digest = try SmallFiles.digest(store)
        var options = OptimizeOptions()
        options.clustering = RowClustering(["symbol", "price", "offset"])
        options.memoryBytes = 4096
        var random = SplitMix64(seed: 2)
        let report = try SmallFiles.table(store).optimize(
            options, clock: { Tables.now }, using: &random)
        #expect(report.removedFiles == 10)
        #expect(report.addedFiles > 1)
        #expect(try SmallFiles.digest(store) == digest)
    }
}
