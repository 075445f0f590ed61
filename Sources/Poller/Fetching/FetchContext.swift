internal import HTTPTransfer
internal import Platform

/// What fetching a source needs.
struct FetchContext: Sendable {
    let source: SourcePlan
    let redactor: SecretRedaction
    let builder: RequestBuilder
    let reader: ResponseReader
    let transport: any HTTPTransport
    let budgets: BudgetBook
    let zones: TimeZones
    let clock: any PollClock
    let inbox: Inbox<FetchRound.Arrival>
    /// Nil where nobody looks.
    var metrics: SourceMetrics?
    /// Is told of waits; nil where nobody listens.
    var note: (@Sendable (FetchNote) -> Void)?

    /// Whose budget is spent.
    var host: String { source.api.origin.description }

    /// What a request takes of it.
    var cost: RequestCost {
        RequestCost(weight: source.request.weight, isBackfill: source.backfill != nil)
    }
}
