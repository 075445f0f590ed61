/// How the service keeps tables quick to read and small on disk, between commits.
///
/// All of it moves or removes files and changes no row, so that it does not decide what a lake
/// holds. Nothing is done unless it is asked for.
public struct MaintenancePlan: Sendable, Equatable {
    /// How often a table is looked at for small files to be joined, in nanoseconds; nil for never.
    public var optimizeInterval: Int64?
    /// The bytes that joined files should have.
    public var targetBytes: Int
    /// So many small files of a lane and a partition, at least, are made one.
    public var filesMin: Int
    /// How often files that no one needs are removed, in nanoseconds; nil for never.
    public var vacuumInterval: Int64?
    /// For how long files are kept after they left their table, in nanoseconds.
    public var retention: Int64
    /// How often commits and checkpoints older than the log's retention are removed from a table's
    /// log, in nanoseconds; nil for never.
    public var logCleanupInterval: Int64?
    /// The bytes of memory that joining files may take for rows; part of the limit of memory.
    public var memoryBytes: Int

    /// How often something is due, in nanoseconds; nil for never.
    public var shortestInterval: Int64? {
        [optimizeInterval, vacuumInterval, logCleanupInterval].compactMap(\.self).min()
    }

    /// Makes a plan.
    public init(
        optimizeInterval: Int64? = nil, targetBytes: Int = 134_217_728, filesMin: Int = 8,
        vacuumInterval: Int64? = nil, retention: Int64 = 604_800_000_000_000,
        logCleanupInterval: Int64? = nil, memoryBytes: Int = 32 << 20
    ) {
        self.optimizeInterval = optimizeInterval
        self.targetBytes = targetBytes
        self.filesMin = filesMin
        self.vacuumInterval = vacuumInterval
        self.retention = retention
        self.logCleanupInterval = logCleanupInterval
        self.memoryBytes = memoryBytes
    }
}
