package import JSONColumns

/// Makes records of fields from a vendor's records.
package struct RecordShaper: Sendable {
    /// The fields, in the order in which a record has them.
    package let fields: [FieldRule]
    /// What becomes of values that no field names.
    package let rest: RestRule
    /// Which field is the record's time.
    let eventTime: Int?

    /// Whether a field is the record's time, or a part of what tells it apart.
    func isUsed(_ field: Int) -> Bool { field == eventTime || identity.contains(field) }
    /// Which fields make a record the same record when it is sent again.
    let identity: [Int]
    /// Which records are taken; nil: all.
    package let filter: Condition?

    /// Describes the records.
    ///
    /// - Parameters:
    ///   - eventTime: The field that is the record's time, which has to be cast to one.
    ///   - identity: The fields that make a record the same record; none: all that it holds.
    /// - Throws: Where a name is said twice or is no field's.
    package init(
        fields: [FieldRule], rest: RestRule = .dropped, eventTime: String? = nil,
        identity: [String] = [], filter: Condition? = nil
    ) throws(PollProblem) {
        let names = fields.map(\.name)
        guard Set(names).count == names.count, fields.count <= 512 else {
            throw PollProblem("two fields have one name, or there are more than 512")
        }
        self.fields = fields
        self.rest = rest
        self.filter = filter
        self.eventTime = try eventTime.map { (name) throws(PollProblem) in
            let index = try RecordShaper.index(of: name, names)
            guard case .time(let format, _) = fields[index].cast, format.isReadable else {
                throw PollProblem("the field '\(name)' is the record's time: cast it to one")
            }
            return index
        }
        var indices: [Int] = []
        for name in identity { indices.append(try RecordShaper.index(of: name, names)) }
        self.identity = indices
    }

    private static func index(of name: String, _ names: [String]) throws(PollProblem) -> Int {
        guard let index = names.firstIndex(of: name) else {
            throw PollProblem("there is no field '\(name)'\(PollProblem.hint(name, names))")
        }
        return index
    }

    /// Makes the records of an answer.
    ///
    /// - Throws: Where a value of the whole answer, such as a zone's name, cannot be had; a
    ///   record that cannot be made is among the problems of the result.
    package func shape(
        _ selected: SelectedRows, in context: ShapingContext
    ) throws(PollProblem) -> ShapedRecords {
        var shaping = try Shaping(self, context)
        var result = ShapedRecords(names: fields.map(\.name), problems: selected.problems)
        result.records.reserveCapacity(selected.rows.count)
        for row in selected.rows {
            guard shaping.isWanted(row, count: selected.rows.count) else {
                result.filteredRows += 1
                result.note(shaping.instant(of: row))
                continue
            }
            do throws(RowProblem) {
                let record = try shaping.record(of: row)
                result.records.append(record)
                result.note(record.eventTime)
            } catch {
                var problem = error
                problem.row = row.place
                result.problems.add(problem)
                result.note(shaping.instant(of: row))
            }
        }
        return result
    }
}

/// What becomes of the values of a record that no field is made of.
package enum RestRule: Sendable {
    /// They are left out.
    case dropped
    /// They are kept under their names but for some; objects become members of their own, names
    /// joined by a separator, where one is given.
    case kept(except: [String], flattenedBy: String?)
}

/// What there is to make fields of, beside records.
package struct ShapingContext: Sendable {
    /// The answer's content.
    package var body: ResponseBody?
    /// The values of the request.
    package var scope: TemplateScope
    /// The zones that an answer may name.
    package var zones: TimeZones
    /// The times that are taken as a record's; nil: all.
    package var times: ClosedRange<Int64>?

    /// Makes a context.
    package init(
        body: ResponseBody?, scope: TemplateScope, zones: TimeZones,
        times: ClosedRange<Int64>? = nil
    ) {
        self.body = body
        self.scope = scope
        self.zones = zones
        self.times = times
    }
}

/// Records with the fields that were described.
package struct ShapedRecords: Sendable {
    /// The names of the fields, in the order of each record's values.
    package let names: [String]
    /// The records.
    package internal(set) var records: [ShapedRecord] = []
    /// What is wrong with others.
    package internal(set) var problems: RowProblems
    /// How many the filter left out.
    package internal(set) var filteredRows = 0
    /// The times of all records that have one, refused ones and those left out included.
    ///
    /// Pages go on from them. Nil where no record has one.
    package private(set) var times: RowRun?

    init(names: [String], problems: RowProblems) {
        self.names = names
        self.problems = problems
    }

    mutating func note(_ time: Int64?) {
        guard let time else { return }
        if times == nil { times = RowRun(time) } else { times?.add(time) }
    }
}

/// A record with the fields that were described.
package struct ShapedRecord: Sendable, Equatable {
    /// The values by field; nil where there is none.
    package let values: [JSONValue?]
    /// Values that no field was made of, where they are kept.
    package let rest: [JSONObject.Member]
    /// The record's time in nanoseconds since the epoch, where a field is it.
    package let eventTime: Int64?
    /// What makes the record the same record; empty: all that it holds.
    package let identity: [String]
    /// Which record of the answer it is, from 0.
    package let place: Int
}
