/// A record on its way into a topic.
package struct OutgoingRecord: Sendable, Equatable {
    /// The record's key, the symbol; empty for heartbeats.
    package var key: String
    /// The value as the topic's contract has it; nil for a tombstone.
    package var value: [UInt8]?
    /// The partition, for heartbeats; nil leaves it to the key.
    package var partition: Int32?
    /// The headers, in order.
    package var headers: [Header]
    /// Which record it is; nil for heartbeats, which may come any number of times.
    package var id: RecordID?

    /// A record's header.
    package struct Header: Sendable, Equatable {
        /// The name.
        package var name: String
        /// The value.
        package var value: String

        /// Makes a header.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Makes a record.
    package init(
        key: String, value: [UInt8]?, partition: Int32? = nil, headers: [Header] = [],
        id: RecordID? = nil
    ) {
        self.key = key
        self.value = value
        self.partition = partition
        self.headers = headers
        self.id = id
    }

    /// The bytes of all that it holds.
    var byteCount: Int {
        headers.reduce(key.utf8.count + (value?.count ?? 0)) {
            $0 + $1.name.utf8.count + $1.value.utf8.count
        }
    }
}

/// The names of the headers that polled records carry.
package enum RecordHeader {
    /// The source's name, as its file has it.
    package static let source = "ticklake-source"
    /// The part of the source: its partition, such as `symbol=ACME`.
    package static let stream = "ticklake-stream"
    /// The request that brought the record: the same for all records of one response.
    package static let request = "ticklake-request-id"
    /// When the response came, RFC 3339.
    package static let fetched = "ticklake-fetched-at"
    /// The record's event time, RFC 3339; absent where it has none.
    package static let time = "ticklake-event-time"
    /// Which record it is, as 32 hexadecimal digits: the same for the same content.
    package static let record = "ticklake-record-id"
    /// What the record is the newest state of; absent where that is its key.
    package static let item = "ticklake-item"
    /// Marks a heartbeat.
    package static let heartbeat = "ticklake-heartbeat"
}
