/// Finds what a mistyped word may have meant.
package enum Suggestion {
    /// The candidate with the fewest edits, when these are few enough for a slip.
    package static func nearest(to word: String, in candidates: [String]) -> String? {
        let written = Array(word.lowercased().unicodeScalars)
        // A longer text is no mistyped word, and the distance takes quadratic time.
        guard (1...64).contains(written.count) else { return nil }
        let ranked = candidates.map { candidate in
            (candidate, distance(written, Array(candidate.lowercased().unicodeScalars)))
        }
        guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
        return best.1 > 0 && best.1 <= max(1, min(written.count, best.0.unicodeScalars.count) / 3)
            ? best.0 : nil
    }

    /// How many insertions, deletions, replacements and swaps of neighbours make `a` into `b`.
    static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var row = [i + 1]
            for (j, y) in b.enumerated() {
                var cost = min(row[j], last[j + 1]) + 1
                cost = min(cost, last[j] + (x == y ? 0 : 1))
                if i > 0, j > 0, x == b[j - 1], a[i - 1] == y {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
