/// The records of one answer, packed: a round may hold a million of them.
struct FetchedPage: RandomAccessCollection, Sendable {
    private struct Entry: Sendable {
        let id: RecordID
        let valueEnd: Int
        let time: Int64?
        let row: Int32
        /// Which of the names it has.
        let name: Int32
    }

    private struct Name: Equatable, Sendable {
        let key: String
        let exchange: String?
    }

    /// The request that brought them.
    let requestID: String
    /// When they came.
    let fetchedAt: Int64
    /// The bytes of their keys and values.
    private(set) var byteCount = 0
    private var entries: [Entry] = []
    /// All values, one behind the other.
    private var values: [UInt8] = []
    /// Keys and exchanges; records that follow each other mostly share them.
    private var names: [Name] = []

    init(_ records: [MappedRecord], requestID: String, fetchedAt: Int64) {
        self.requestID = requestID
        self.fetchedAt = fetchedAt
        entries.reserveCapacity(records.count)
        values.reserveCapacity(records.reduce(0) { $0 + $1.value.count })
        for record in records {
            let name = Name(key: record.key, exchange: record.exchange)
            if names.last != name { names.append(name) }
            values += record.value
            byteCount += record.key.utf8.count + record.value.count
            entries.append(
                Entry(
                    id: record.id, valueEnd: values.count, time: record.eventTime,
                    row: Int32(clamping: record.row), name: Int32(clamping: names.count - 1)))
        }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { entries.count }

    subscript(index: Int) -> MappedRecord {
        let entry = entries[index]
        let name = names[Int(entry.name)]
        let start = index == 0 ? 0 : entries[index - 1].valueEnd
        return MappedRecord(
            key: name.key, exchange: name.exchange, value: Array(values[start..<entry.valueEnd]),
            eventTime: entry.time, id: entry.id, row: Int(entry.row))
    }

    /// The time of a record, without its value.
    func time(_ index: Int) -> Int64? { entries[index].time }

    /// What a record is known by, without its value.
    func id(_ index: Int) -> RecordID { entries[index].id }

    /// The key of a record, without its value.
    func key(_ index: Int) -> String { names[Int(entries[index].name)].key }
}
