internal import Bytes

/// Takes secrets out of texts that are shown or recorded.
package struct Redactor: Sendable {
    /// What is taken out, the longest first.
    private let forms: [String]

    /// What stands in a secret's place.
    package static let mask = "***"

    /// Makes a redactor of secrets; they are found as they are, percent-encoded, in JSON's quotes,
    /// and in Base64, alone and as `user:secret`.
    package init(_ secrets: [String], users: [String] = []) {
        var forms: Set<String> = []
        for secret in secrets where !secret.isEmpty {
            forms.insert(secret)
            forms.insert(TemplatePlace.percentEncoded(secret))
            forms.insert(FormEncoding.encoded(secret))
            forms.insert((try? TemplatePlace.json.written(secret, of: "")) ?? secret)
            forms.insert(Base64.encode(Array(secret.utf8)))
            // A key may be the user, without a password.
            forms.insert(Base64.encode(Array("\(secret):".utf8)))
            for user in users { forms.insert(Base64.encode(Array("\(user):\(secret)".utf8))) }
        }
        self.forms = forms.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The text without secrets.
    package func clean(_ text: String) -> String {
        String(decoding: clean(Array(text.utf8)), as: UTF8.self)
    }

    /// The bytes without secrets.
    package func clean(_ bytes: [UInt8]) -> [UInt8] {
        forms.reduce(bytes) { bytes, form in Self.replace(Array(form.utf8), in: bytes) }
    }

    private static func replace(_ part: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let first = part.first, bytes.count >= part.count else { return bytes }
        var output: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if bytes[at] == first, bytes[at...].starts(with: part) {
                output += mask.utf8
                at += part.count
            } else {
                output.append(bytes[at])
                at += 1
            }
        }
        return output
    }
}

/// Bytes as Base64 (RFC 4648, section 4).
enum Base64 {
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word: UInt32 = 0
            for byte in group { word = word << 8 | UInt32(byte) }
            word <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let digit = digits[Int(word >> UInt32(18 - 6 * place) & 63)]
                output.append(place <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Reads Base64 with its padding; nil when it is none.
    static func decode(_ text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        guard bytes.count.isMultiple(of: 4) else { return nil }
        let padding = bytes.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 4) {
            var word: UInt32 = 0
            let isLast = start + 4 == bytes.count
            for index in start..<start + 4 {
                let isPad = isLast && index >= bytes.count - padding
                guard let digit = isPad ? 0 : digits.firstIndex(of: bytes[index]) else {
                    return nil
                }
                word = word << 6 | UInt32(digit)
            }
            let group = [UInt8(word >> 16 & 255), UInt8(word >> 8 & 255), UInt8(word & 255)]
            output += group.prefix(isLast ? 3 - padding : 3)
        }
        return output
    }
}

/// Values as HTML's forms encode them: spaces are pluses.
enum FormEncoding {
    static func encoded(_ text: String) -> String {
        TemplatePlace.percentEncoded(text).split(separator: "%20", omittingEmptySubsequences: false)
            .joined(separator: "+")
    }
}
