import JSONColumns

/// How shaped records become records of a topic.
///
/// Fields have the names of the topic's contract, and for bars and quotes those below. A record is
/// written only if its numbers fit the contract exactly: prices above zero with at most nine digits
/// after the point, sizes above zero with at most eight.
package struct RecordMapping: Sendable {
    /// What a vendor's records are.
    package enum Kind: Sendable, Equatable {
        /// Records of any topic: the fields as they are. `symbol` is the key.
        case record
        /// Trades: `symbol`, a time, `price`, `size`, `trade_id`; `exchange`, `conditions`,
        /// `sequence` and `currency` where there are.
        case trade
        /// Bars of an interval in nanoseconds: `symbol`, a time, `open`, `high`, `low`, `close`,
        /// `volume`, `exchange`, `currency`. Some vendors label bars by their end.
        case bar(interval: Int64, isLabelledByEnd: Bool)
        /// Quotes: `symbol`, a time, `price`, or `bid` and `ask`, and `size`.
        case quote
        /// Instruments: the fields of the contract of instruments. `valid_from` is the time at
        /// which the record was fetched where the vendor gives none.
        case instrument
    }

    /// What the records are.
    package let kind: Kind
    let source: String
    let stream: String
    private let places: FieldPlaces

    /// Describes a mapping.
    ///
    /// - Parameters:
    ///   - shaper: What makes the records, so that the fields that the kind needs are known.
    ///   - source: The source's name and, after it, the stream's: parts of each record's id.
    /// - Throws: Where a field that the kind needs is not there.
    package init(
        _ kind: Kind, of shaper: RecordShaper, source: String, stream: String
    ) throws(PollProblem) {
        self.kind = kind
        self.source = source
        self.stream = stream
        let names = shaper.fields.map(\.name)
        places = FieldPlaces(names)
        for choice in kind.needs where !choice.contains(where: names.contains) {
            throw PollProblem(
                "records of this kind need the field '\(choice.joined(separator: "' or '"))'")
        }
        if case .bar(let interval, _) = kind, !(4...366 * 86_400_000_000_000 ~= interval) {
            throw PollProblem("a bar's interval is between 4ns and 366d")
        }
        try kind.check(names.enumerated().filter { !shaper.isUsed($0.offset) }.map(\.element))
        guard shaper.eventTime != nil || kind == .record || kind == .instrument else {
            throw PollProblem("records of this kind have a time: say which field it is")
        }
    }

    /// The times that ticks may have when they are fetched; nil for records whose times may be any.
    ///
    /// Others are of another unit than the file says.
    func plausibleTimes(now: Int64) -> ClosedRange<Int64>? {
        switch kind {
        case .record, .instrument: return nil
        case .trade, .quote, .bar: return PlausibleTimes.range(now: now)
        }
    }

    /// Makes a topic's records of shaped ones.
    ///
    /// - Parameter fetchedAt: When the answer came, in nanoseconds since the epoch.
    package func map(_ shaped: ShapedRecords, fetchedAt: Int64) -> MappedRecords {
        var result = MappedRecords(problems: shaped.problems)
        var writer = JSONWriter()
        for record in shaped.records {
            let reader = RecordReader(record: record, names: shaped.names, fields: places)
            do throws(RowProblem) {
                try map(reader, fetchedAt, &writer, into: &result)
            } catch {
                var problem = error
                problem.row = record.place
                result.problems.add(problem)
            }
        }
        return result
    }

    private func map(
        _ reader: RecordReader, _ fetchedAt: Int64, _ writer: inout JSONWriter,
        into result: inout MappedRecords
    ) throws(RowProblem) {
        switch kind {
        case .record: result.records.append(try plain(reader, &writer))
        case .instrument:
            result.records.append(try instrument(reader, fetchedAt, &writer))
        case .trade: result.records.append(record(try Tick(trade: reader), reader, &writer))
        case .quote: result.records.append(record(try Tick(quote: reader), reader, &writer))
        case .bar(let interval, let isLabelledByEnd):
            let bar = try Bar(reader, interval: interval, isLabelledByEnd: isLabelledByEnd)
            let ticks = try bar.ticks()
            if ticks.isEmpty { result.emptyRows += 1 }
            for tick in ticks { result.records.append(record(tick, reader, &writer)) }
        }
    }

    private func record(
        _ tick: Tick, _ reader: RecordReader, _ writer: inout JSONWriter
    ) -> MappedRecord {
        let value = tick.json(reader, by: &writer)
        let given = reader.record.identity
        var identity = given
        // A number is a venue's own: another one may have given it, too.
        if given.isEmpty, let exchange = reader.exchange { identity.append(exchange) }
        // The ticks of one bar are told apart by their ids, whatever makes bars the same.
        if given.isEmpty || tick.isOfBar { identity.append(tick.tradeID) }
        return MappedRecord(
            key: tick.symbol, exchange: reader.exchange, value: value, eventTime: tick.time,
            id: RecordID(parts: [source, stream, tick.symbol] + identity), row: reader.record.place)
    }

    private func plain(_ reader: RecordReader, _ writer: inout JSONWriter)
        throws(RowProblem) -> MappedRecord
    {
        let symbol = try reader.symbol()
        let value = reader.json(adding: nil, by: &writer)
        return MappedRecord(
            key: symbol, exchange: reader.exchange, value: value,
            eventTime: reader.record.eventTime,
            id: id(symbol, reader, content: value), row: reader.record.place)
    }

    private func instrument(
        _ reader: RecordReader, _ fetchedAt: Int64, _ writer: inout JSONWriter
    ) throws(RowProblem) -> MappedRecord {
        let symbol = try reader.symbol()
        try reader.checkIfPresent(reader.fields.tickSize, TickDecimals.price)
        try reader.checkIfPresent(reader.fields.lotSize, TickDecimals.size)
        let content = reader.json(adding: nil, by: &writer)
        let hasTime = reader[reader.fields.validFrom] != nil
        if hasTime, RFC3339.nanoseconds(try reader.text(reader.fields.validFrom)) == nil {
            throw RowProblem(.badTime, "valid_from is no time: cast it to one")
        }
        let validFrom = RFC3339.text(fetchedAt, digits: 9)
        let value =
            hasTime
            ? content : reader.json(adding: ("valid_from", .string(validFrom)), by: &writer)
        return MappedRecord(
            key: symbol, exchange: reader.exchange, value: value,
            eventTime: reader.record.eventTime,
            id: id(symbol, reader, content: content), row: reader.record.place)
    }

    /// The id of a record: of what makes it the same record, or of all that it holds.
    private func id(_ symbol: String, _ reader: RecordReader, content: [UInt8]) -> RecordID {
        let identity = reader.record.identity
        let parts = identity.isEmpty ? [String(decoding: content, as: UTF8.self)] : identity
        return RecordID(parts: [source, stream, symbol] + parts)
    }
}

extension RecordMapping.Kind {
    /// Refuses fields that are misspelt: nothing is made of them, and they would be lost.
    fileprivate func check(_ names: [String]) throws(PollProblem) {
        let own: [String]
        switch self {
        case .record, .instrument: return
        case .trade: own = ["price", "size", "trade_id"]
        case .bar: own = ["open", "high", "low", "close", "volume"]
        case .quote: own = ["price", "bid", "ask", "size"]
        }
        let known = ["symbol", "exchange", "conditions", "sequence", "currency"] + own
        for name in names where !known.contains(name) {
            let hint = PollProblem.hint(name, known)
            if !hint.isEmpty { throw PollProblem("no tick has a field '\(name)'\(hint)") }
        }
    }

    /// The fields that there have to be; one of each list.
    fileprivate var needs: [[String]] {
        switch self {
        case .record: [["symbol"]]
        case .trade: [["symbol"], ["price"], ["size"], ["trade_id"]]
        case .bar: [["symbol"], ["open"], ["high"], ["low"], ["close"], ["volume"]]
        case .quote: [["symbol"], ["price", "bid"], ["price", "ask"], ["size"]]
        case .instrument: [["symbol"]]
        }
    }
}
