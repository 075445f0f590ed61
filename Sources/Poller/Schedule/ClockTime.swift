/// Times of day as files write them.
enum ClockTime {
    /// The second of the day of a text such as `09:30` or `24:00`; nil for any other.
    static func second(_ text: String) -> Int64? {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 2] || parts.map(\.count) == [1, 2],
            text.utf8.allSatisfy({ $0 == UInt8(ascii: ":") || (0x30...0x39).contains($0) }),
            let hour = Int64(Substring(parts[0])), let minute = Int64(Substring(parts[1])),
            (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0
        else { return nil }
        return hour * 3600 + minute * 60
    }
}
