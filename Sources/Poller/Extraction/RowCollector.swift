import JSONColumns

/// Makes records of an answer's values.
struct RowCollector {
    var rows = SelectedRows()
    /// How many records were met, good or not.
    private var seen = 0
    private let rowsMax: Int
    private let absentIsEmpty: Bool

    init(rowsMax: Int, absentIsEmpty: Bool) {
        self.rowsMax = rowsMax
        self.absentIsEmpty = absentIsEmpty
    }

    /// Takes the records in a value; `names` and `cells` are of keys on the way to it.
    mutating func collect(
        _ value: JSONValue, _ shape: RowShape, names: [String], cells: [JSONValue],
        parent: JSONValue?
    ) throws(PollProblem) {
        if value.isNull { return }
        switch shape {
        case .objects: try collectObjects(value, names, cells, parent)
        case .keyed(let name, let path, let inner, let except):
            guard let members = value.object?.members else {
                throw PollProblem("keys of records were expected, and the answer has no object")
            }
            for member in members
            where !except.contains(where: { $0.hasSameBytes(as: member.name) }) {
                guard let part = path.first(in: member.value) else {
                    try reject(.malformed, key: member.name, "nothing is under the path")
                    continue
                }
                // A key with something else in place of its records must not stop the others.
                do {
                    try collect(
                        part, inner, names: names + [name], cells: cells + [.string(member.name)],
                        parent: path.isWhole ? parent : member.value)
                } catch {
                    guard seen < rowsMax else { throw error }
                    try reject(.malformed, key: member.name, error.description)
                }
            }
        case .columnar(let columns, let nullable):
            try collectColumns(value, columns, nullable, names, cells, parent)
        case .positional(let columns):
            guard let elements = value.array else {
                throw PollProblem("a list of lists was expected, and the answer has none")
            }
            // Columns come before keys, so that an element's place is its column's.
            for element in elements {
                guard let values = element.array, values.count >= columns.count else {
                    try reject(.malformed, "a list of \(columns.count) or more was expected")
                    continue
                }
                try add(
                    SourceRow(
                        names: columns + names, cells: values.prefix(columns.count) + cells,
                        parent: parent))
            }
        case .delimited, .lines:
            throw PollProblem("text was expected as the whole answer")
        }
    }

    private mutating func collectObjects(
        _ value: JSONValue, _ names: [String], _ cells: [JSONValue], _ parent: JSONValue?
    ) throws(PollProblem) {
        guard let elements = value.array ?? (value.object == nil ? nil : [value]) else {
            throw PollProblem("a list of objects was expected, and the answer has none")
        }
        if names.isEmpty, value.object != nil { rows.isOneObject = true }
        for element in elements {
            guard element.object != nil else {
                try reject(.malformed, "an object was expected")
                continue
            }
            try add(SourceRow(value: element, names: names, cells: cells, parent: parent))
        }
    }

    private mutating func collectColumns(
        _ value: JSONValue, _ columns: [RowShape.Column], _ nullable: [String], _ names: [String],
        _ cells: [JSONValue], _ parent: JSONValue?
    ) throws(PollProblem) {
        let found = columns.map { $0.path.first(in: value) }
        if found.allSatisfy({ $0?.isNull ?? true }) {
            if absentIsEmpty { return }
            throw PollProblem("the answer has none of the columns of its records")
        }
        var lists: [[JSONValue]] = []
        for (column, list) in zip(columns, found) {
            guard let list = list?.array else {
                throw PollProblem("the column '\(column.name)' of the answer is no list")
            }
            guard list.count == lists.first?.count ?? list.count else {
                throw PollProblem(
                    "the columns '\(columns[0].name)' and '\(column.name)' of the answer have "
                        + "different lengths")
            }
            lists.append(list)
        }
        let names = columns.map(\.name) + names
        let checked = columns.indices.filter { nullable.contains(columns[$0].name) }
        for row in 0..<(lists.first?.count ?? 0) {
            if !checked.isEmpty, checked.allSatisfy({ lists[$0][row].isNull }) {
                rows.nullRows += 1
                seen += 1
                continue
            }
            let values = lists.map { $0[row] }
            try add(SourceRow(names: names, cells: values + cells, parent: parent))
        }
    }

    /// Takes a record.
    mutating func add(_ row: SourceRow) throws(PollProblem) {
        var row = row
        row.place = seen
        try count()
        rows.rows.append(row)
    }

    /// Notes that a record is none.
    mutating func reject(_ reason: RowProblem.Reason, _ detail: String) throws(PollProblem) {
        rows.problems.add(RowProblem(reason, detail, row: seen))
        try count()
    }

    /// Notes that a key leads to no records; it is named, because it is a symbol or a time.
    private mutating func reject(_ reason: RowProblem.Reason, key: String, _ detail: String)
        throws(PollProblem)
    {
        let shown = String(key.unicodeScalars.prefix(32).map(Character.init))
        try reject(reason, "the key '\(shown)': \(detail)")
    }

    private mutating func count() throws(PollProblem) {
        guard seen < rowsMax else {
            throw PollProblem("the answer has more than \(rowsMax) records: ask for fewer at once")
        }
        seen += 1
    }
}
