/// A record as it goes to a topic.
package struct MappedRecord: Sendable, Equatable {
    /// The record's key.
    package let key: String
    /// Where the record is from; nil where it does not say.
    package let exchange: String?
    /// The record's value: JSON in UTF-8.
    package let value: [UInt8]
    /// The record's time in nanoseconds since the epoch, where it has one.
    package let eventTime: Int64?
    /// What the record is known by: the same when it is fetched again.
    ///
    /// Of an instrument without an identity it is the same as long as nothing changes.
    package let id: RecordID
    /// Which record of the answer it was made of, from 0.
    package let row: Int

    /// What a record is a new state of: its symbol, behind a tab at its exchange where it has one.
    package var changeKey: String { exchange.map { "\(key)\t\($0)" } ?? key }

    /// The symbol of such a key.
    package static func symbol(ofChangeKey key: String) -> String {
        String(key.prefix { $0 != "\t" })
    }
}

/// Records of a topic, and what became of others.
package struct MappedRecords: Sendable {
    /// The records, in the order of the vendor's.
    package internal(set) var records: [MappedRecord] = []
    /// Bars without volume, of which no tick is made.
    package internal(set) var emptyRows = 0
    /// What is wrong with others, those of the steps before included.
    package internal(set) var problems: RowProblems

    init(problems: RowProblems) { self.problems = problems }
}
