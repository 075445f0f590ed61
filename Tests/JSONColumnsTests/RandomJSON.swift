import Bytes
import JSONColumns
import TestSupport

/// Random values.
enum RandomJSON {
    /// A value nested at most `depth` deep.
    static func value(using random: inout SplitMix64, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(integer(using: &random))
        case 3: return number(using: &random)
        case 4, 5: return .string(text(using: &random))
        case 6:
            let count = Int.random(in: 0...4, using: &random)
            return .array((0..<count).map { _ in value(using: &random, depth: depth - 1) })
        default: return .object(object(using: &random, depth: depth - 1))
        }
    }

    /// An object of distinct names.
    static func object(using random: inout SplitMix64, depth: Int) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            object[text(using: &random)] = value(using: &random, depth: depth)
        }
        return object
    }

    /// A text of all kinds of characters.
    static func text(using random: inout SplitMix64) -> String {
        let alphabet: [Character] = [
            "a", "Z", "0", " ", "/", "\"", "\\", "\n", "\u{0}", "\u{1f}", "\u{7f}", "é", "€",
            "\u{d7ff}", "\u{e000}", "\u{ffff}", "😀", "\u{10ffff}", "{", "]", ",", ":",
        ]
        let count = Int.random(in: 0...12, using: &random)
        return String((0..<count).map { _ in alphabet.randomElement(using: &random) ?? "a" })
    }

    /// An integer of any size.
    static func integer(using random: inout SplitMix64) -> Int64 {
        Int64(bitPattern: random.next()) >> Int64.random(in: 0...63, using: &random)
    }

    private static func number(using random: inout SplitMix64) -> JSONValue {
        let digits = "\(integer(using: &random)).\(UInt64.random(in: 0...9999, using: &random))"
        let exponent = ["", "e5", "E-12", "e+007"].randomElement(using: &random) ?? ""
        return (try? JSONValue(parsing: digits + exponent)) ?? .null
    }
}
