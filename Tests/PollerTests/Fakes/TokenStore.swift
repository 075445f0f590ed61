import Poller
import Synchronization

/// Keeps refresh tokens for pollers of one or several processes, until it does not.
final class TokenStore: RefreshTokenStore {
    private final class Lock: Sendable {
        private let store: TokenStore

        init(_ store: TokenStore) { self.store = store }

        deinit { store.isLocked.withLock { $0 = false } }
    }

    private let tokens: Mutex<[String]>
    private let writesLeft: Mutex<Int>
    private let isLocked = Mutex(false)

    init(_ token: String, writes: Int = .max) {
        tokens = Mutex([token])
        writesLeft = Mutex(writes)
    }

    /// The tokens of a process that has this store for every file.
    var book: TokenBook { TokenBook(store: { _ in self }) }

    func read() -> String? { tokens.withLock { $0.last } }

    func write(_ token: String) throws(PollProblem) {
        let mayWrite = writesLeft.withLock { left in
            left -= 1
            return left >= 0
        }
        guard mayWrite else { throw PollProblem("the disc is full") }
        put(token)
    }

    /// Puts a token there as a person would, who asks nobody.
    func put(_ token: String) { tokens.withLock { $0.append(token) } }

    func lock() -> (any AnyObject & Sendable)? {
        let isMine = isLocked.withLock { isLocked in
            defer { isLocked = true }
            return !isLocked
        }
        return isMine ? Lock(self) : nil
    }
}
