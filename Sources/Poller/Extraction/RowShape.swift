/// The shape in which a vendor sends records.
package indirect enum RowShape: Sendable {
    /// A list of objects; or one object.
    case objects
    /// An object whose keys become a value of that name in its records: symbols or times. Each
    /// member holds records of a shape, under a path of its own. Members of these names are none.
    case keyed(name: String, path: ValuePath, rows: RowShape, except: [String] = [])
    /// Lists that run in parallel, each under a path. Records in which all values of the columns
    /// named last are null are left out.
    case columnar([Column], nullable: [String])
    /// A list of lists, whose elements have these names; `_` is an element without one.
    case positional([String])
    /// CSV (RFC 4180).
    case delimited(DelimitedForm)
    /// One JSON object on each line.
    case lines

    /// A list of values, one for each record.
    package struct Column: Sendable {
        /// What the values are called.
        package let name: String
        /// Where they are.
        package let path: ValuePath

        /// Describes a list.
        package init(name: String, path: ValuePath) {
            self.name = name
            self.path = path
        }
    }

    /// Whether the records are no JSON value.
    var isText: Bool {
        switch self {
        case .delimited, .lines: true
        default: false
        }
    }

    /// - Throws: Where names are missing or said twice, or shapes do not fit into each other.
    func check(depth: Int) throws(PollProblem) {
        switch self {
        case .objects, .lines: break
        case .keyed(let name, _, let rows, _):
            try RowShape.check([name])
            guard depth < 4, !rows.isText else {
                throw PollProblem("keys lead to keys at most four times, and not to text")
            }
            try rows.check(depth: depth + 1)
        case .columnar(let columns, let nullable):
            try RowShape.check(columns.map(\.name))
            for name in nullable where !columns.contains(where: { $0.name == name }) {
                let hint = PollProblem.hint(name, columns.map(\.name))
                throw PollProblem("there is no column '\(name)' whose nulls could matter\(hint)")
            }
        case .positional(let names): try RowShape.check(names.filter { $0 != "_" })
        case .delimited(let form):
            if let names = form.names { try RowShape.check(names.filter { $0 != "_" }) }
        }
    }

    private static func check(_ names: [String]) throws(PollProblem) {
        guard !names.isEmpty, names.count <= 1_024, names.allSatisfy({ !$0.isEmpty }) else {
            throw PollProblem("columns have 1 to 1024 names, none of which is empty")
        }
        guard Set(names).count == names.count else {
            throw PollProblem("two columns have one name")
        }
    }
}

/// The form of a text with one record on a line.
package struct DelimitedForm: Sendable {
    /// What stands between values.
    package let delimiter: UInt8
    /// The names of the values; nil: the first line has them.
    package let names: [String]?

    /// Describes a form.
    package init(delimiter: UInt8 = UInt8(ascii: ","), names: [String]? = nil) {
        self.delimiter = delimiter
        self.names = names
    }
}
