import Bytes
public import Columnar

extension InstrumentLaneState {
    /// Processes the records of a batch in the order of their offsets.
    ///
    /// The batch must begin at or after `next`, and `decoded` must have been made of it. Where the
    /// lane has to stop, the output and the state are those of the records before.
    public mutating func process(
        records: RecordBatch, decoded: DecodedInstruments
    ) -> InstrumentLaneOutput {
        precondition(decoded.events.count == records.count, "each record has one event")
        precondition(records.offsets.first ?? next >= next, "a lane's records follow each other")
        precondition(
            decoded.rows.rowCount == decoded.record.count
                && decoded.rows.columns.count == plan.contract.count,
            "the rows follow the contract")
        var output = InstrumentLaneOutput()
        output.next = records.next
        let input = RuleInput(
            columns: decoded.rows.columns, eventTimes: [], kafkaTimes: [],
            count: decoded.record.count)
        walk(records, decoded, input, &output)
        next = output.next
        dropLostRowsIfMany()
        return output
    }

    private mutating func walk(
        _ records: RecordBatch, _ decoded: DecodedInstruments, _ input: RuleInput,
        _ output: inout InstrumentLaneOutput
    ) {
        let judgement = plan.rules.judge(input)
        let base = Int32(rows.rowCount)
        rows.append(contentsOf: decoded.rows)
        var row = 0
        var rejection = 0
        var heartbeat = 0
        for index in decoded.events.indices {
            let offset = records.offsets[index]
            switch decoded.events[index] {
            case .tick:
                let stop = take(
                    row, base: base, record: index, offset: offset, decoded, input, judgement,
                    &output)
                if let stop {
                    output.stop = stop
                    output.next = offset
                    return
                }
                row += 1
            case .rejected:
                output.quarantine.append(row: rejection, of: decoded.rejections)
                output.quarantineOffsets.append(offset)
                rejection += 1
            case .heartbeat:
                takeHeartbeat(decoded.heartbeatTimes[heartbeat], index, records, &output)
                heartbeat += 1
            case .badHeartbeat:
                output.quarantine.append(record: index, malformedHeartbeat: nil)
                output.quarantineOffsets.append(offset)
            case .tombstone:
                output.tombstoneOffsets.append(offset)
                let time = Calendar.microseconds(milliseconds: records.timestamps[index])
                if !records.keys.isNull(index), end(symbol: records.keys[index], at: time) {
                    output.hasChanged = true
                }
            }
        }
    }

    private mutating func take(
        _ row: Int, base: Int32, record: Int, offset: Int64, _ decoded: DecodedInstruments,
        _ input: RuleInput, _ judgement: Judgement, _ output: inout InstrumentLaneOutput
    ) -> LaneStop? {
        let verdict = Int(judgement.verdicts[row])
        if verdict >= 0 {
            let detail = plan.rules.detail(rule: verdict, row: row, input)
            let rule = plan.rules.rules[verdict]
            if case .fail = rule.action {
                return LaneStop(
                    offset: offset, rule: rule.name,
                    detail: String(decoding: detail, as: UTF8.self))
            }
            output.ruleHits.append(rule: verdict, offset: offset)
            output.quarantine.append(
                record: record, reason: Array(rule.reason.utf8), detail: detail,
                rule: Array(rule.name.utf8), version: rule.version)
            output.quarantineOffsets.append(offset)
            return nil
        }
        guard case .binary(let names) = decoded.rows.columns[plan.symbolColumn],
            case .int64(let times) = decoded.rows.columns[plan.validFromColumn]
        else { preconditionFailure("the rows follow the contract") }
        let isTaken = set(
            symbol: names[row], validFrom: times.values[row], row: base + Int32(row),
            offset: offset, bytes: decoded.rows.textBytes(row))
        guard isTaken else {
            return LaneStop(
                offset: offset, .limitReached,
                "the lane holds \(versionCount) versions of instruments in \(byteCount) bytes, "
                    + "and one more is beyond its limit. Raise the limit or add partitions.")
        }
        output.hasChanged = true
        output.good.append(Int32(row))
        output.goodOffsets.append(offset)
        output.ruleFlags.append(judgement.flags[row])
        output.ruleHits.append(flags: judgement.flags[row], of: plan.rules, offset: offset)
        return nil
    }

    private func takeHeartbeat(
        _ time: Int64, _ record: Int, _ records: RecordBatch, _ output: inout InstrumentLaneOutput
    ) {
        let kafka = kafkaNanoseconds(records.timestamps[record])
        if time <= saturatingAdd(kafka, plan.maxSkew) {
            output.heartbeatOffsets.append(records.offsets[record])
        } else {
            output.quarantine.append(
                record: record, malformedHeartbeat: (time, kafka, plan.maxSkew))
            output.quarantineOffsets.append(records.offsets[record])
        }
    }
}

extension Batch {
    /// The bytes of a row's texts.
    func textBytes(_ row: Int) -> Int {
        var total = 0
        for column in columns {
            if case .binary(let texts) = column { total += texts[row].byteCount }
        }
        return total
    }
}
