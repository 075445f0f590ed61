/// What it took to open a table: how much of its log had to be read.
public struct OpeningCost: Sendable, Equatable {
    /// The version of the checkpoint that the reading began with; nil for none.
    public var checkpointVersion: Int64?
    /// The commits that were read after it.
    public var commitCount = 0
    /// Their size in bytes.
    public var commitByteCount = 0

    /// A table with so many commits after its checkpoint is worth a new one.
    public static let commitCountMax = 500

    /// Why opening the table is slow, and what to do; nil where its log is in good order.
    ///
    /// - Parameter seconds: how long it took by the caller's clock, where that is known.
    public func advice(seconds: Double? = nil) -> String? {
        guard commitCount > OpeningCost.commitCountMax else { return nil }
        let time = seconds.map { " took \(OpeningCost.text($0)) s:" } ?? " is slow:"
        let since =
            checkpointVersion.map { "since the checkpoint of version \($0)" }
            ?? "because there is no checkpoint"
        return "reading the log\(time) \(commitCount) commits (\(commitByteCount >> 10) KiB) "
            + "were read \(since). write a checkpoint"
    }

    /// A number with one digit after its point.
    private static func text(_ seconds: Double) -> String {
        let tenths = Int64(min(max(seconds, 0), 1e9) * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
