internal import Synchronization

/// What is known of how many records a vendor puts into a page, as against what its file says.
///
/// A page with fewer records than a full one is the last, unless the vendor gives no more at once
/// than it has. So the page behind one that is longer than any last one before is asked for: a few
/// requests in a source's life. Where there is more, that many are a full page from then on.
final class PageSizes: Sendable {
    private struct Known: Sendable {
        /// The most records of a page that was the last one, and not full.
        var proven = 0
        /// How often one of so many was the last.
        var proofs = 0
        /// The fewest of a page that was not the last one.
        var cap = Int.max
    }

    private let known = Mutex(Known())

    /// Shorter pages are not asked behind: hardly a vendor gives so few at once.
    private static let least = 50
    /// So often a last page may happen to have as many as the vendor gives at once.
    private static let proofsMax = 3

    /// How many records a full page has, as far as is known.
    func full(_ size: Int) -> Int { known.withLock { min(size, $0.cap) } }

    /// Whether there may be more behind a page that is not full.
    func mayHideMore(_ rowCount: Int) -> Bool {
        known.withLock { known in
            guard rowCount >= Self.least, rowCount < known.cap else { return false }
            return rowCount > known.proven
                || rowCount == known.proven && known.proofs < Self.proofsMax
        }
    }

    /// Notes that there was nothing behind such a page.
    func prove(_ rowCount: Int) {
        known.withLock { known in
            if rowCount == known.proven { known.proofs += 1 }
            if rowCount > known.proven { (known.proven, known.proofs) = (rowCount, 1) }
        }
    }

    /// Notes that there was more.
    func lower(to rowCount: Int) { known.withLock { $0.cap = min($0.cap, rowCount) } }
}
