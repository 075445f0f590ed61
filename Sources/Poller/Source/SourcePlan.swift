internal import Bytes

/// A REST source: what is asked of whom, and which records its answers become.
///
/// `SourceFileReader` makes one of a file in `topics/sources/`. Durations are nanoseconds.
package struct SourcePlan: Sendable {
    /// The name: part of record ids, headers and the state's path.
    package var name: String
    /// The topic that it writes.
    package var topic: String
    /// Whether `ticklake poll` polls it unless it is named.
    package var isEnabled = true
    /// Who is asked, and as whom.
    package var api: APIPlan
    /// What is asked.
    package var request: RequestPlan
    /// Of which things it is asked, such as symbols; one empty axis for none.
    package var partitions: [PartitionAxis]
    /// The fields of its records whose values other sources' partitions are, besides its keys; nil
    /// where no source takes either.
    package var feeds: [String]?
    /// How polling goes on.
    package var cursor: CursorPlan
    /// How an answer goes on.
    package var paging: PagingPlan
    /// How pages that begin with the newest record end; nil where requests say what is wanted.
    package var feed: FeedPlan?
    /// How many records a full page has, where requests ask for so many.
    package var pageSize: Int?
    /// What answers mean that are none, asked before the usual meaning of their status.
    package var responses: [ResponseRule]
    /// How often a request is tried again, and when.
    package var retries: RetryPlan
    /// What answers become.
    package var records: RecordsPlan
    /// When it is polled.
    package var schedule: SchedulePlan
    /// What is taken at most.
    package var limits: SourceLimits
    /// The range of the past that is polled; nil for what is new.
    package var backfill: Backfill?
    /// How much later than what is settled a heartbeat is, in nanoseconds: the pipeline's watermark
    /// delay; nil for no heartbeats.
    package var heartbeatLead: Int64?
    /// How long a partition in trouble holds heartbeats back, in nanoseconds.
    package var heartbeatHold: Int64 = 300_000_000_000
}

/// How polling goes on.
package enum CursorPlan: Sendable {
    /// Each poll asks for what there is now.
    case none
    /// Polls ask for slices of time.
    case time(TimeCursor)
    /// Polls ask for the ids from the last one on, which records have at a path.
    case id(start: Int64, path: ValuePath)
}

/// What a source takes at most.
package struct SourceLimits: Sendable, Equatable {
    /// Pages of one slice; a vendor whose pages never end is stopped there.
    package var pages = 1000
    /// Bytes of records that one round may hold before it is produced.
    package var roundBytes = 256 << 20
    /// Records of a partition that the lookback may remember.
    package var recentRecords = 100_000

    /// Makes limits.
    package init() {}
}
