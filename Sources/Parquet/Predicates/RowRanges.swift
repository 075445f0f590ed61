/// Sets of rows as ranges that rise and do not touch.
enum RowRanges {
    /// Joins ranges that rise, where they touch.
    static func joined(_ ranges: some Sequence<Range<Int>>) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in ranges where !range.isEmpty {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// The rows that are in one of two sets.
    static func union(_ a: [Range<Int>], _ b: [Range<Int>]) -> [Range<Int>] {
        joined((a + b).sorted { $0.lowerBound < $1.lowerBound })
    }

    /// The rows that are in both of two sets.
    static func intersection(_ a: [Range<Int>], _ b: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            let common = a[i].clamped(to: b[j])
            if !common.isEmpty { result.append(common) }
            if a[i].upperBound < b[j].upperBound { i += 1 } else { j += 1 }
        }
        return result
    }
}
