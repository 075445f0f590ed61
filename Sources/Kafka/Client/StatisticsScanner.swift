/// Walks a JSON text and visits every integer with the keys that lead to it.
///
/// Made for librdkafka's statistics: the text comes from this process, so what it does not need
/// (fractions, escapes in keys, elements of arrays) it passes over.
struct StatisticsScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var path: [String] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Visits all integers; false when the text is not JSON or nests too deeply.
    mutating func scan(visit: ([String], Int64) -> Void) -> Bool {
        value(visit, isInArray: false)
    }

    private var current: UInt8? {
        mutating get {
            while position < bytes.count, bytes[position] <= UInt8(ascii: " ") { position += 1 }
            return position < bytes.count ? bytes[position] : nil
        }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private mutating func value(_ visit: ([String], Int64) -> Void, isInArray: Bool) -> Bool {
        switch current {
        case UInt8(ascii: "{"): return object(visit, isInArray)
        case UInt8(ascii: "["): return array(visit)
        case UInt8(ascii: "\""): return string() != nil
        case .some: return scalar(visit, isInArray)
        case nil: return false
        }
    }

    private mutating func object(_ visit: ([String], Int64) -> Void, _ isInArray: Bool) -> Bool {
        guard path.count < 16, take("{") else { return false }
        if take("}") { return true }
        repeat {
            guard let key = string(), take(":") else { return false }
            path.append(key)
            defer { path.removeLast() }
            guard value(visit, isInArray: isInArray) else { return false }
        } while take(",")
        return take("}")
    }

    private mutating func array(_ visit: ([String], Int64) -> Void) -> Bool {
        guard path.count < 16, take("[") else { return false }
        if take("]") { return true }
        path.append("[]")
        defer { path.removeLast() }
        repeat {
            guard value(visit, isInArray: true) else { return false }
        } while take(",")
        return take("]")
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A number, or one of the words; integers outside arrays are visited.
    private mutating func scalar(_ visit: ([String], Int64) -> Void, _ isInArray: Bool) -> Bool {
        let start = position
        while position < bytes.count, Self.isScalar(bytes[position]) { position += 1 }
        guard position > start else { return false }
        if !isInArray, let number = Int64(String(decoding: bytes[start..<position], as: UTF8.self))
        {
            visit(path, number)
        }
        return true
    }

    private static func isScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
