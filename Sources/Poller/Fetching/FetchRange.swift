/// What a series of requests asks for.
enum FetchRange: Sendable, Equatable {
    /// What there is now.
    case now
    /// Records of a slice of time.
    case time(TimeSlice)
    /// Records from an id on.
    case id(Int64)
}
