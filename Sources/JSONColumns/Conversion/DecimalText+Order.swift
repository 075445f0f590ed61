import Bytes

extension DecimalText {
    /// Orders two numbers by their values, exactly: below zero where the left one is smaller.
    ///
    /// - Returns: nil where one is no number by JSON's grammar.
    public static func order(_ left: String, _ right: String) -> Int? {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard JSONScanner.isNumber(left.span.rawBytes, from: 0, to: left.count),
            JSONScanner.isNumber(right.span.rawBytes, from: 0, to: right.count)
        else { return nil }
        let a = SignificantDigits(left.span.rawBytes, from: 0, to: left.count)
        let b = SignificantDigits(right.span.rawBytes, from: 0, to: right.count)
        let signA = sign(left, a)
        let signB = sign(right, b)
        guard signA == signB, let a, let b else { return signA - signB }
        guard a.highestPlace == b.highestPlace else {
            return a.highestPlace < b.highestPlace ? -signA : signA
        }
        let point = UInt8(ascii: ".")
        let digitsA = left[a.first...a.last].filter { $0 != point }
        let digitsB = right[b.first...b.last].filter { $0 != point }
        if digitsA == digitsB { return 0 }
        return digitsA.lexicographicallyPrecedes(digitsB) ? -signA : signA
    }

    private static func sign(_ text: [UInt8], _ digits: SignificantDigits?) -> Int {
        if digits == nil { return 0 }
        return text[0] == UInt8(ascii: "-") ? -1 : 1
    }
}
