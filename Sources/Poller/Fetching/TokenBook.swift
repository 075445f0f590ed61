internal import Synchronization
internal import Telemetry

/// The tokens of a process: sources that log in alike share one.
package final class TokenBook: Sendable {
    private let keepers = Mutex<[TokenPlan: TokenKeeper]>([:])
    private let store: @Sendable (_ path: String) -> (any RefreshTokenStore)?

    /// Begins without tokens.
    ///
    /// - Parameter store: keeps the refresh tokens of a file; nil where they are not to be kept.
    package init(store: @escaping @Sendable (_ path: String) -> (any RefreshTokenStore)?) {
        self.store = store
    }

    /// Begins without tokens, and keeps refresh tokens as long as it lives.
    package convenience init() { self.init { _ in nil } }

    /// Who keeps a source's token; nil for one that needs none.
    func keeper(of source: SourcePlan) -> TokenKeeper? {
        guard let plan = source.tokenPlans.first else { return nil }
        return keepers.withLock { keepers in
            if let keeper = keepers[plan.identity] { return keeper }
            let keeper = TokenKeeper(plan, plan.refreshTokenFile.flatMap(store))
            keepers[plan.identity] = keeper
            return keeper
        }
    }
}
