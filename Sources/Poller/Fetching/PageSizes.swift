internal import Synchronization

/// What is known of how many records a vendor puts into a page, as against what its file says.
///
/// A page with fewer records than a full one is the last, unless the vendor gives no more at once
/// than it has. So where such a page is longer than any that was the last before, the page behind
/// it is asked for once: a few requests in a source's life.
final class PageSizes: Sendable {
    private struct Known: Sendable {
        /// The most records of a page that was the last one, and not full.
        var proven = 0
        /// Whether every page that was not full was the last one so far.
        var isTrusted = true
    }

    private let known = Mutex(Known())

    /// Shorter pages are not asked behind: hardly a vendor gives so few at once.
    private static let least = 50

    /// Whether there may be more behind a page that is not full.
    func mayHideMore(_ rowCount: Int) -> Bool {
        rowCount > 0
            && known.withLock { known in
                !known.isTrusted || rowCount >= Self.least && rowCount > known.proven
            }
    }

    /// Notes that there was nothing behind such a page.
    func prove(_ rowCount: Int) { known.withLock { $0.proven = max($0.proven, rowCount) } }

    /// Notes that there was more: from now on only a page that brings nothing new is the last.
    func distrust() { known.withLock { $0.isTrusted = false } }
}
