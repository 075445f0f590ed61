/// How often a commit is tried again, and how long it waits before.
public struct CommitRetry: Sendable {
    /// How often a commit starts again because others came first.
    public var attemptsMax: Int
    /// How often an attempt whose fate is unknown, and of which nothing is seen, is made again.
    public var silentFailuresMax: Int
    /// The longest first wait, in milliseconds; each further one may be twice as long.
    public var firstPauseMax: Int64
    /// No wait is longer than this, in milliseconds.
    public var pauseMax: Int64
    /// Waits that many milliseconds; nil to try again at once.
    public var pause: (@Sendable (Int64) -> Void)?

    /// Sets the limits; by default a commit does not wait, which is right for a writer alone.
    public init(
        attemptsMax: Int = 100, silentFailuresMax: Int = 3, firstPauseMax: Int64 = 20,
        pauseMax: Int64 = 2000, pause: (@Sendable (Int64) -> Void)? = nil
    ) {
        self.attemptsMax = attemptsMax
        self.silentFailuresMax = silentFailuresMax
        self.firstPauseMax = firstPauseMax
        self.pauseMax = pauseMax
        self.pause = pause
    }

    /// Waits before a further attempt: any time up to a limit that doubles, so that writers who
    /// lost together do not meet again.
    func wait(after attempt: Int, using random: inout some RandomNumberGenerator) {
        guard let pause else { return }
        let doubled = firstPauseMax << min(Int64(attempt), 20)
        let limit = max(0, min(pauseMax, doubled))
        pause(Int64.random(in: 0...limit, using: &random))
    }
}
