import Bytes
public import Columnar

/// What a batch brings, prepared column by column before the records are walked.
struct TickInput {
    let records: RecordBatch
    let decoded: DecodedTicks
    let rules: RuleInput
    let judgement: Judgement
    /// The unique key of each tick; empty when duplicates are not looked for.
    let keys: [Hash128]
}

extension TickLaneState {
    /// Processes the records of a batch in the order of their offsets.
    ///
    /// The batch must begin at or after `next`, and `decoded` must have been made of it. Where the
    /// lane has to stop, the output and the state are those of the records before.
    public mutating func process(
        records: RecordBatch, decoded: DecodedTicks
    ) -> TickLaneOutput {
        precondition(decoded.events.count == records.count, "each record has one event")
        precondition(records.offsets.first ?? next >= next, "a lane's records follow each other")
        decoded.ticks.requireEqualLengths()
        dropIdleSymbolsIfMany()
        let input = prepare(records, decoded)
        var output = TickLaneOutput()
        output.reserve(ticks: decoded.ticks.count)
        output.next = records.next
        walk(input, &output)
        next = output.next
        output.watermark = watermark
        return output
    }

    private func prepare(_ records: RecordBatch, _ decoded: DecodedTicks) -> TickInput {
        let ticks = decoded.ticks
        var kafkaTimes: [Int64] = []
        kafkaTimes.reserveCapacity(ticks.count)
        for row in ticks.record.indices {
            kafkaTimes.append(kafkaNanoseconds(records.timestamps[Int(ticks.record[row])]))
        }
        let rules = RuleInput(
            columns: ticks.ruleColumns, eventTimes: ticks.eventTime, kafkaTimes: kafkaTimes,
            count: ticks.count)
        return TickInput(
            records: records, decoded: decoded, rules: rules, judgement: plan.rules.judge(rules),
            keys: plan.duplicates.map { ticks.keys($0.key) } ?? [])
    }

    private mutating func walk(_ input: TickInput, _ output: inout TickLaneOutput) {
        var tick = 0
        var rejection = 0
        var heartbeat = 0
        for index in input.decoded.events.indices {
            let offset = input.records.offsets[index]
            switch input.decoded.events[index] {
            case .tick:
                if let stop = takeTick(tick, input, &output) {
                    output.stop = stop
                    output.next = offset
                    return
                }
                tick += 1
            case .rejected:
                output.quarantine.append(row: rejection, of: input.decoded.rejections)
                output.quarantineOffsets.append(offset)
                rejection += 1
            case .heartbeat:
                let time = input.decoded.heartbeatTimes[heartbeat]
                takeHeartbeat(time, record: index, input.records, &output)
                heartbeat += 1
            case .badHeartbeat:
                output.quarantine.append(record: index, malformedHeartbeat: nil)
                output.quarantineOffsets.append(offset)
            case .tombstone: output.tombstoneOffsets.append(offset)
            }
        }
        precondition(
            tick == input.decoded.ticks.count && rejection == input.decoded.rejections.count
                && heartbeat == input.decoded.heartbeatTimes.count,
            "the events account for every tick, rejection and heartbeat")
    }

    private mutating func takeHeartbeat(
        _ time: Int64, record: Int, _ records: RecordBatch, _ output: inout TickLaneOutput
    ) {
        let offset = records.offsets[record]
        let kafka = kafkaNanoseconds(records.timestamps[record])
        guard time <= saturatingAdd(kafka, plan.maxSkew) else {
            output.quarantine.append(
                record: record, malformedHeartbeat: (time, kafka, plan.maxSkew))
            output.quarantineOffsets.append(offset)
            return
        }
        output.heartbeatOffsets.append(offset)
        advance(to: time, offset: offset, &output)
    }

    /// Moves the watermark on, and closes the windows that it reaches.
    @inline(__always)
    mutating func advance(to time: Int64, offset: Int64, _ output: inout TickLaneOutput) {
        let candidate = saturatingSubtract(time, plan.watermarkDelay)
        guard candidate > watermark else { return }
        watermark = candidate
        watermarkMicros = Calendar.microseconds(candidate)
        if candidate >= closesAt { closeWindows(offset: offset, &output) }
    }

    private mutating func closeWindows(offset: Int64, _ output: inout TickLaneOutput) {
        for index in windows.indices {
            let closed = windows[index].close(by: watermarkMicros)
            for window in closed {
                openWindowCount -= 1
                openBarCount -= window.bars.count
                output.bars.append(window, interval: index, symbols: symbols, trigger: offset)
            }
        }
        updateClosing()
    }
}
