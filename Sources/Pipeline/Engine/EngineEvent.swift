import Columnar

/// What the engine is told: by its jobs when they end, by the source, and by the service.
public enum EngineEvent: Sendable {
    /// A lane has records to read.
    case available(LaneID)
    /// Time has passed.
    case tick
    /// Ends the engine at the next batch boundary, with everything committed.
    case drain
    /// A job has ended.
    case finished(JobResult)
}

/// What a job came to; only the engine looks inside.
public struct JobResult: Sendable {
    enum Outcome: Sendable {
        case recovered(LaneTicket, Result<RecoveredLane, JobFailure>)
        case processed(LaneTicket, Result<ProcessedStep?, JobFailure>)
        case encoded(LaneTicket, Result<EncodedStep, JobFailure>)
        case detached([String: [CommitPart]])
        case committed(String, [CommitPart], Result<CommitResult, JobFailure>)
        case captured(LaneTicket, Result<CapturedState, JobFailure>)
        case closed(LaneID)
        case stateSaved(LaneTicket, offset: Int64, Result<Void, JobFailure>)
        case derived(Result<DerivedProgress, JobFailure>)
        case maintained(String, Result<MaintenanceReport, JobFailure>)
    }

    let outcome: Outcome
}

/// A lane at one of its lives: a result of an earlier life is recognised and ignored.
struct LaneTicket: Sendable, Equatable {
    let lane: LaneID
    let life: Int
}

/// A lane's state after all records below an offset.
struct CapturedState: Sendable {
    let offset: Int64
    let state: Batch
}

/// A failure as the engine sees it.
struct JobFailure: Error, Sendable {
    let reaction: PortError.Reaction
    let message: String

    init(_ error: any Error) {
        if let error = error as? PortError {
            reaction = error.reaction
            message = error.message
        } else {
            reaction = .rebuild
            message = "\(error)"
        }
    }
}

/// Work for another thread; its result is posted to the engine as `EngineEvent.finished`.
public struct Job: Sendable {
    /// What the work mostly does.
    public enum Kind: Sendable {
        /// Computes; there are no more threads for it than cores.
        case compute
        /// Waits for storage or network.
        case io
    }

    /// What the work mostly does.
    public let kind: Kind
    /// A name for logs and simulation traces.
    public let name: String
    private let body: @Sendable () -> JobResult.Outcome

    init(_ kind: Kind, _ name: String, _ body: @escaping @Sendable () -> JobResult.Outcome) {
        self.kind = kind
        self.name = name
        self.body = body
    }

    /// Does the work on the calling thread.
    public func run() -> EngineEvent { .finished(JobResult(outcome: body())) }
}

/// Runs a throwing body and sorts what it throws.
func attempt<Value>(_ body: () throws -> Value) -> Result<Value, JobFailure> {
    do { return .success(try body()) } catch { return .failure(JobFailure(error)) }
}
