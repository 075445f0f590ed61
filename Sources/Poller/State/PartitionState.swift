/// How far one partition of a source has come.
package struct PartitionState: Sendable, Equatable {
    /// The first instant that is not yet polled, in nanoseconds since the epoch; for sources with a
    /// cursor of times.
    package var time: Int64?
    /// The first id that is not yet polled; for sources with a cursor of ids.
    package var id: Int64?
    /// Records of the newest part of what was polled, which will be asked for again because of the
    /// lookback; they are not sent twice.
    package var recent: [RecentRecord] = []
    /// The trouble that keeps the partition behind; nil when its last poll was good.
    package var trouble: Trouble?

    /// Makes the state of a partition that was never polled.
    package init(time: Int64? = nil, id: Int64? = nil) {
        self.time = time
        self.id = id
    }

    /// A record that was sent.
    package struct RecentRecord: Sendable, Equatable {
        /// Which record it is.
        package var id: RecordID
        /// Its event time, in nanoseconds since the epoch.
        package var time: Int64

        /// Makes a note of a record.
        package init(id: RecordID, time: Int64) {
            self.id = id
            self.time = time
        }
    }

    /// Why a partition could not be polled.
    package struct Trouble: Sendable, Equatable {
        /// When it began, in nanoseconds since the epoch.
        package var since: Int64
        /// How many polls failed since.
        package var polls: Int
        /// The last failure in words; no secret, no URL's query.
        package var reason: String

        /// Makes a note of trouble.
        package init(since: Int64, polls: Int, reason: String) {
            self.since = since
            self.polls = polls
            self.reason = reason
        }
    }
}
