internal import Synchronization
internal import Telemetry

/// The tokens of a process: sources that log in alike share one.
package final class TokenBook: Sendable {
    private let keepers = Mutex<[TokenPlan: TokenKeeper]>([:])
    private let store: @Sendable (_ path: String) -> (any RefreshTokenStore)?
    private let read: @Sendable (_ path: String) -> [UInt8]?
    private let desk = TokenDesk()

    /// Begins without tokens.
    ///
    /// - Parameters:
    ///   - store: keeps the refresh tokens of a file; nil where they are not to be kept.
    ///   - read: reads a file with a key again; nil where it cannot be read, or is not to be.
    package init(
        store: @escaping @Sendable (_ path: String) -> (any RefreshTokenStore)?,
        read: @escaping @Sendable (_ path: String) -> [UInt8]? = { _ in nil }
    ) {
        self.store = store
        self.read = read
    }

    /// Begins without tokens, and keeps refresh tokens as long as it lives.
    package convenience init() { self.init(store: { _ in nil }) }

    /// Lets no refresh token be used any more, and waits until those are kept that the answers
    /// under way bring: comes before these are cancelled.
    ///
    /// - Parameter deadline: of the monotonic clock.
    package func close(deadline: Int64) { desk.close(deadline: deadline) }

    /// A source's tokens; nil for one that needs none.
    func tokens(of source: SourcePlan) -> SourceTokens? {
        if let plan = source.tokenPlans.first { return .asked(keeper(plan)) }
        for case .keyFiles(let files) in source.api.authentication {
            return .kept(KeyKeeper(files, read: read))
        }
        return nil
    }

    private func keeper(_ plan: TokenPlan) -> TokenKeeper {
        keepers.withLock { keepers in
            if let keeper = keepers[plan.identity] { return keeper }
            let keeper = TokenKeeper(plan, plan.refreshTokenFile.flatMap(store), desk)
            keepers[plan.identity] = keeper
            return keeper
        }
    }
}
