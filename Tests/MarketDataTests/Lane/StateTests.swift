import Bytes
import Columnar
import MarketData
import TestSupport
import Testing

@Suite("A stored tick lane")
struct StateTests {
    private func state() throws -> TickLaneState {
        var stream = RecordStream(seed: 7)
        var run = LaneRun(try LaneSettings().plan())
        run.process(stream.records(300)[...])
        return run.state
    }

    @Test("says the same again once it is taken up")
    func roundTrips() throws {
        let state = try state()
        let stored = state.snapshot()
        let again = try TickLaneState(plan: state.plan, restoring: stored)
        #expect(lines(again.snapshot()) == lines(stored))
        #expect(again.next == state.next && again.watermark == state.watermark)
        #expect(stored.rowCount > 20)
    }

    @Test("is refused or harmless where cells were changed", arguments: 0..<UInt64(400))
    func hostileCells(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var stored = try state().snapshot()
        for _ in 0..<Int.random(in: 1...3, using: &random) { mutate(&stored, &random) }
        guard let state = try? TickLaneState(plan: LaneSettings().plan(), restoring: stored) else {
            return
        }
        // What is taken up must not trap later either.
        var stream = RecordStream(seed: seed)
        var run = LaneRun(state.plan)
        run.state = state
        guard state.next < 1 << 40 else { return }
        run.process(stream.records(200, from: state.next)[...])
    }

    @Test("is refused where rows or columns are missing")
    func missingParts() throws {
        let plan = try LaneSettings().plan()
        let stored = try state().snapshot()
        let rows: [Int32] = [1, 2, 3]
        let noHeader = stored.gathered(rows.span)
        let noRows = Batch(empty: stored.schema)
        var twice = stored
        twice.append(contentsOf: stored)
        for batch in [noHeader, noRows, twice] {
            let error = #expect(throws: MarketDataError.self) {
                _ = try TickLaneState(plan: plan, restoring: batch)
            }
            #expect(error?.kind == .damaged)
        }
        for index in stored.columns.indices {
            var fields = stored.schema.fields
            fields.remove(at: index)
            var columns = stored.columns
            columns.remove(at: index)
            let batch = Batch(
                schema: Schema(fields), columns: columns, rowCount: stored.rowCount)
            #expect(throws: MarketDataError.self) {
                _ = try TickLaneState(plan: plan, restoring: batch)
            }
        }
    }

    private func mutate(_ batch: inout Batch, _ random: inout SplitMix64) {
        let column = Int.random(in: 0..<batch.columns.count, using: &random)
        let row = Int.random(in: 0..<batch.rowCount, using: &random)
        let wild: [Int64] = [.min, .max, 0, -1, 1, Int64(bitPattern: random.next())]
        let value = wild.randomElement(using: &random) ?? 0
        switch batch.columns[column] {
        case .int32(var values):
            values.values[row] = Int32(truncatingIfNeeded: value)
            values.validity?[row] = random.chance(1, in: 2)
            batch.columns[column] = .int32(values)
        case .int64(var values):
            values.values[row] = value
            values.validity?[row] = random.chance(3, in: 4)
            batch.columns[column] = .int64(values)
        case .int128(var values):
            values.values[row] = random.chance(1, in: 2) ? .max : Int128(value)
            values.validity?[row] = random.chance(3, in: 4)
            batch.columns[column] = .int128(values)
        case .binary(var values):
            if values.validity != nil { values.validity?[row] = random.chance(1, in: 2) }
            batch.columns[column] = .binary(values)
        default: break
        }
    }
}
