/// What one round asks for.
struct PlannedRound {
    /// A fetch for each group of partitions, those that are furthest behind first.
    var fetches: [SliceFetch]
    /// How many groups there are to be asked for, those of the next rounds included.
    let groupCount: Int
    /// The time that the round covers, in nanoseconds; 0 where it covers none.
    var length: Int64 = 0
    /// How many pages of ids one fetch takes.
    var pages = 1

    /// Takes the first groups.
    init(_ fetches: [SliceFetch], at size: RoundSize) {
        self.fetches = Array(fetches.prefix(size.groups))
        groupCount = fetches.count
    }

    /// Why a source cannot be polled of which this is the smallest round, and what to do.
    func tooLarge(_ source: SourcePlan) -> String {
        let group = fetches.first?.group
        var reason = "the smallest round, \(group?.label ?? "all")"
        if length > 0 { reason += " for \(Double(length) / 1e9) s" }
        reason += ", has more bytes of records than limits.round allows. raise that limit"
        if source.lookback > 0, length > 0 { reason += ", or make cursor.lookback smaller" }
        if group?.members.count ?? 1 > 1 { reason += ", or the partitions' group" }
        return reason
    }
}
