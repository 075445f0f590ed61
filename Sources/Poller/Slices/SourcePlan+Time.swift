extension SourcePlan {
    /// What the vendor tells apart, in nanoseconds.
    var granularity: Int64 {
        if case .time(let cursor) = cursor { return cursor.granularity }
        return 1
    }

    /// The end of a slice as the vendor is asked for it.
    func requestedEnd(of slice: TimeSlice) -> Int64 {
        if case .time(let cursor) = cursor { return cursor.requestedEnd(of: slice) }
        return slice.end
    }

    /// Whether it goes through time.
    package var hasTimeCursor: Bool {
        if case .time = cursor { return true }
        return false
    }
}
