import JSONColumns

/// Where an answer's records are, and what shape they have.
package struct RecordSelector: Sendable {
    /// The way to the records from the whole answer.
    package let path: ValuePath
    /// Their shape.
    package let shape: RowShape
    /// Whether an absent path, or absent columns, are an answer without records and no problem.
    package let absentIsEmpty: Bool
    /// How many records an answer may have.
    package let rowsMax: Int
    /// Names that the first line of a text with delimiters has to have: without them it is another
    /// text, such as a page that apologises, and must not pass for one without records.
    package var namesNeeded: [String] = []

    /// Describes the records.
    ///
    /// - Throws: Where the shape does not go with a path, or lacks the names it needs.
    package init(
        path: ValuePath = .whole, shape: RowShape, absentIsEmpty: Bool = false,
        rowsMax: Int = 1_000_000
    ) throws(PollProblem) {
        try shape.check(depth: 0)
        if shape.isText, !path.isWhole {
            throw PollProblem("records of this shape are the whole answer: remove the path")
        }
        self.path = path
        self.shape = shape
        self.absentIsEmpty = absentIsEmpty
        self.rowsMax = rowsMax
    }

    /// The records of an answer.
    ///
    /// - Throws: Where the whole answer is not as described: no JSON, nothing under the path,
    ///   arrays of different lengths. What is wrong with single records is in the result.
    package func rows(of body: ResponseBody) throws(PollProblem) -> SelectedRows {
        var collector = RowCollector(rowsMax: rowsMax, absentIsEmpty: absentIsEmpty)
        switch shape {
        case .delimited(let form):
            try collector.collect(delimited: body.bytes, form, needed: namesNeeded)
        case .lines: try collector.collect(lines: body.bytes)
        default:
            guard let json = body.json else {
                let why = body.problem?.message ?? "it is empty"
                throw PollProblem("the answer is no JSON: \(why)")
            }
            let values = path.all(in: json)
            if values.isEmpty {
                guard absentIsEmpty else {
                    throw PollProblem(
                        "the answer has nothing under the path of its records: the vendor answered "
                            + "with something else, or calls it otherwise")
                }
                collector.rows.isAbsent = true
            }
            for value in values {
                try collector.collect(value, shape, names: [], cells: [], parent: nil)
            }
        }
        return collector.rows
    }
}

/// The records of an answer.
package struct SelectedRows: Sendable {
    /// The records.
    package internal(set) var rows: [SourceRow] = []
    /// What is wrong with others.
    package internal(set) var problems = RowProblems()
    /// How many records were left out because the values that matter were null in all of them.
    package internal(set) var nullRows = 0
    /// Whether an object stood in the place of a list of them.
    package internal(set) var isOneObject = false
    /// Whether the answer had nothing where records were expected, which was allowed.
    package internal(set) var isAbsent = false
}
