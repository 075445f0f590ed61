internal import Bytes
internal import HTTPTransfer
internal import Synchronization
internal import Telemetry

/// Keeps a token fresh that is asked for with a login; the sources of a process that log in alike
/// share it.
///
/// A refresh token may be good once: whoever used it a second time would lose it for all. So one at
/// a time asks, who holds the `Turn`, and reads the newest refresh token then.
final class TokenKeeper: Sendable {
    /// The right to ask for a token, until it is let go.
    final class Turn: Sendable {
        private let keeper: TokenKeeper
        /// Keeps other processes from asking.
        private let lock: any AnyObject & Sendable

        fileprivate init(_ keeper: TokenKeeper, _ lock: any AnyObject & Sendable) {
            self.keeper = keeper
            self.lock = lock
        }

        deinit { keeper.release() }
    }

    private struct State: Sendable {
        var token: String?
        var expiry = Int64.min
        var refreshToken: Secret?
        var isTaken = false
        /// Whether the refresh token was read anew, after the vendor refused the one before.
        var isSecond = false
    }

    /// In the place of a lock where there is nothing that other processes use.
    private final class NoLock: Sendable {}

    private let plan: TokenPlan
    private let store: (any RefreshTokenStore)?
    private let desk: TokenDesk?
    private let state: Mutex<State>

    /// A token is fetched anew so long before it ends.
    private static let margin: Int64 = 60_000_000_000

    /// Keeps a token.
    ///
    /// - Parameters:
    ///   - store: where refresh tokens are kept; nil for here alone.
    ///   - desk: counts those that are at the vendor.
    init(_ plan: TokenPlan, _ store: (any RefreshTokenStore)?, _ desk: TokenDesk) {
        self.plan = plan
        self.desk = plan.refreshToken == nil ? nil : desk
        self.store = plan.refreshToken == nil ? nil : store
        state = Mutex(State(refreshToken: plan.refreshToken))
    }

    /// The token, while it is good; the redactor takes it out from now on.
    func token(now: Int64, _ redactor: SecretRedaction) -> String? {
        let token = state.withLock { now < $0.expiry ? $0.token : nil }
        if let token { redactor.remember(lines: token) }
        return token
    }

    /// Forgets a token, which the vendor did not take, unless there is a newer one.
    func forget(_ refused: String?) {
        state.withLock { state in
            guard let token = state.token, let refused, token.utf8.elementsEqual(refused.utf8)
            else { return }
            state.token = nil
        }
    }

    /// The right to ask for a token; nil while somebody else has it, and where the process ends.
    ///
    /// - Throws: where the refresh token that the vendor may answer with could not be kept: then
    ///   nothing is asked, and the one that there is stays good.
    func turn(_ redactor: SecretRedaction) throws(PollProblem) -> Turn? {
        let isMine = state.withLock { state in
            if state.isTaken || desk?.open() == false { return false }
            (state.isTaken, state.isSecond) = (true, false)
            return true
        }
        guard isMine else { return nil }
        do throws(PollProblem) {
            guard let lock = try lock() else {
                release()
                return nil
            }
            try renew(redactor)
            return Turn(self, lock)
        } catch {
            release()
            throw error
        }
    }

    /// What whoever has the turn asks.
    func request(_ limits: HTTPLimits) -> HTTPRequest {
        plan.request(state.withLock { $0.refreshToken }, limits)
    }

    /// Takes the answer.
    ///
    /// - Returns: false where there is another refresh token by now, which is to be asked with.
    /// - Throws: when it holds no token; with the vendor's error code, never with the answer.
    func take(
        _ response: HTTPResponse, now: Int64, _ redactor: SecretRedaction
    ) throws(PollProblem) -> Bool {
        switch plan.answer(in: response) {
        case .refused(let reason): throw PollProblem(reason)
        case .refusedGrant(let reason):
            if try hasOther(redactor) { return false }
            throw PollProblem(reason)
        case .token(let token, let life, let next):
            redactor.remember(lines: token)
            state.withLock { state in
                state.token = token
                state.expiry = now.addingSaturated(life - min(life / 5, Self.margin))
            }
            if let next { try keep(next, redactor) }
            return true
        }
    }

    private func release() {
        state.withLock { $0.isTaken = false }
        desk?.settle()
    }

    private func lock() throws(PollProblem) -> (any AnyObject & Sendable)? {
        guard let store else { return NoLock() }
        do throws(PollProblem) {
            return try store.lock()
        } catch {
            throw Self.unwritable(error)
        }
    }

    /// Keeps what the next token is asked for with: this one may be good no more.
    private func keep(_ next: String, _ redactor: SecretRedaction) throws(PollProblem) {
        guard state.withLock({ $0.refreshToken != nil }) else { return }
        redactor.remember(next)
        state.withLock { $0.refreshToken = Secret(next) }
        do throws(PollProblem) {
            try store?.write(next)
        } catch {
            throw PollProblem(
                "the vendor has replaced the refresh token, and the new one is not kept: \(error)."
                    + " get another from the vendor, and put it into refresh_token_file")
        }
    }

    /// Takes the newest refresh token, and sees that the next one can be kept.
    private func renew(_ redactor: SecretRedaction) throws(PollProblem) {
        guard let store else { return }
        if let kept = try store.read() { take(kept, redactor) }
        guard let newest = state.withLock({ $0.refreshToken }) else { return }
        do throws(PollProblem) {
            try store.write(newest.revealed)
        } catch {
            throw Self.unwritable(error)
        }
    }

    /// Looks for another refresh token than the one that was refused, once: someone may have put
    /// it there meanwhile.
    private func hasOther(_ redactor: SecretRedaction) throws(PollProblem) -> Bool {
        let (refused, isSecond) = state.withLock { ($0.refreshToken, $0.isSecond) }
        guard !isSecond, let refused, let kept = try store?.read(), Secret(kept) != refused else {
            return false
        }
        take(kept, redactor)
        state.withLock { $0.isSecond = true }
        return true
    }

    private func take(_ refreshToken: String, _ redactor: SecretRedaction) {
        redactor.remember(refreshToken)
        state.withLock { $0.refreshToken = Secret(refreshToken) }
    }

    private static func unwritable(_ problem: PollProblem) -> PollProblem {
        PollProblem(
            "the vendor was not asked for a token, as its next refresh token would be lost:"
                + " \(problem). let ticklake replace refresh_token_file")
    }
}
