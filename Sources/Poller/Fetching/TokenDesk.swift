internal import Platform

/// Counts the refresh tokens that are at their vendors: what one of them answers with is lost where
/// nobody waits for it.
final class TokenDesk: Sendable {
    private struct State: Sendable {
        var isClosed = false
        var count = 0
    }

    private let state = Monitor(State())

    /// Lets a refresh token be used, unless the process is to end.
    func open() -> Bool {
        state.change { state in
            if !state.isClosed { state.count += 1 }
            return !state.isClosed
        }
    }

    /// Says that its answer is kept, or will not come.
    func settle() { state.change { $0.count -= 1 } }

    /// Lets no more be used, and waits until all are settled, or the time of the monotonic clock.
    func close(deadline: Int64) {
        state.change { $0.isClosed = true }
        _ = state.wait(deadline: deadline) { $0.count == 0 ? true : nil }
    }
}
