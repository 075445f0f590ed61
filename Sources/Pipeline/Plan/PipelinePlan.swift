/// What a pipeline does, checked and complete: defaults are filled in, references resolved.
///
/// Plain data without I/O. `Contracts` makes one of the pipeline file and the topics' contracts.
/// Durations are nanoseconds, sizes bytes.
public struct PipelinePlan: Sendable, Equatable {
    /// The name: part of every `appId`, and of the paths below `_ticklake`.
    public var name: String
    /// Where the lake is: a folder, or a URL with a scheme.
    public var lake: String
    /// The brokers and the client's settings.
    public var kafka: KafkaPlan
    /// The topics with their contracts, in the file's order.
    ///
    /// Names are unique.
    public var topics: [TopicPlan]
    /// Watermark, skew, and the latest time taken.
    public var eventTime: EventTimePlan
    /// How long unique keys are remembered.
    public var duplicates: DuplicatesPlan
    /// The bars to make.
    public var bars: BarsPlan
    /// The time zone whose dates are session dates.
    public var sessionTimeZone: SessionTimeZone
    /// Where a lane that the lake does not know yet starts.
    public var start: StartPosition
    /// What happens when records are neither in Kafka nor in RAW.
    public var onDataLoss: DataLossAction
    /// When tables commit.
    public var cadences: CadencesPlan
    /// A Delta checkpoint is written every so many commits of a table.
    public var checkpointIntervalCommits: Int
    /// How tables are kept quick to read while the service runs.
    public var maintenance: MaintenancePlan
    /// What is taken at most.
    public var limits: LimitsPlan
    /// The files that describe the REST sources of `ticklake poll`; none for most pipelines.
    public var pollerSources: [String]
    /// Where `ticklake poll` serves its metrics; nil for nowhere.
    public var pollerMetrics: ListenAddress?

    /// Makes a plan; what is left out has its documented default.
    public init(
        name: String,
        lake: String,
        kafka: KafkaPlan,
        topics: [TopicPlan],
        eventTime: EventTimePlan = EventTimePlan(),
        duplicates: DuplicatesPlan = DuplicatesPlan(),
        bars: BarsPlan = BarsPlan(),
        sessionTimeZone: SessionTimeZone = .utc,
        start: StartPosition = .earliest,
        onDataLoss: DataLossAction = .fail,
        cadences: CadencesPlan = CadencesPlan(),
        checkpointIntervalCommits: Int = 100,
        maintenance: MaintenancePlan = MaintenancePlan(),
        limits: LimitsPlan = LimitsPlan(),
        pollerSources: [String] = [],
        pollerMetrics: ListenAddress? = nil
    ) {
        self.name = name
        self.lake = lake
        self.kafka = kafka
        self.topics = topics
        self.eventTime = eventTime
        self.duplicates = duplicates
        self.bars = bars
        self.sessionTimeZone = sessionTimeZone
        self.start = start
        self.onDataLoss = onDataLoss
        self.cadences = cadences
        self.checkpointIntervalCommits = checkpointIntervalCommits
        self.maintenance = maintenance
        self.limits = limits
        self.pollerSources = pollerSources
        self.pollerMetrics = pollerMetrics
    }

    /// The plan of a topic by its exact name.
    public func topic(named name: String) -> TopicPlan? {
        topics.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}

/// What happens when records are nowhere any more.
public enum DataLossAction: String, Sendable, CaseIterable {
    /// The lane stops with the exact missing range.
    case fail
    /// The gap is committed to RAW as a range, and the lane goes on behind it.
    case `continue`
}

/// The time zone whose dates are session dates.
public struct SessionTimeZone: Sendable, Equatable {
    /// The name in the time zone database.
    public var name: String

    /// Makes a zone of its name.
    public init(name: String) { self.name = name }

    /// Coordinated universal time.
    public static let utc = SessionTimeZone(name: "UTC")
}
