/// Reads the actions of a checkpoint.
struct CheckpointReader {
    private let place: CheckpointPlace
    private let log: DeltaLog

    init(_ place: CheckpointPlace, in log: DeltaLog) {
        self.place = place
        self.log = log
    }

    /// Calls `body` with every action; without files, adds and removes are not even read.
    func read(includingFiles: Bool, _ body: (Action) throws -> Void) throws {
        throw CheckpointDamage(version: place.version, reason: "not readable yet")
    }
}
