internal import Bytes

/// What a request is called in headers of records and in logs.
enum RequestID {
    /// 16 hexadecimal digits.
    static func make(using random: inout SplitMix64) -> String {
        let digits = String(random.next(), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
