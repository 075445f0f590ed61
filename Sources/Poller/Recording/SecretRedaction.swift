import Bytes

/// Takes secrets out of what is shown or recorded, in every spelling that exchanges hold them in.
public struct SecretRedaction: Sendable {
    /// What stands in the place of a secret.
    public static let mark = "***"

    /// The spellings, the longest first, so that what holds another is found before it.
    private let spellings: [[UInt8]]

    /// Takes out these secrets; empty ones are none.
    ///
    /// - Parameter users: whom secrets may be the passwords of, in HTTP's Basic.
    public init(_ secrets: [String], users: [String] = []) {
        let texts = secrets.filter { !$0.isEmpty }.flatMap { secret in
            // A key may also be the user, without a password.
            let pairs = users.map { "\($0):\(secret)" } + ["\(secret):"]
            return Self.spellings(of: secret) + pairs.map { Base64.text(of: Array($0.utf8)) }
        }
        spellings = Set(texts.map { Array($0.utf8) }).sorted {
            $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1)
        }
    }

    /// The bytes without the secrets.
    public func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
        var output = bytes
        for spelling in spellings { output = Self.replaced(spelling, in: output) }
        return output
    }

    /// The text without the secrets.
    public func callAsFunction(_ text: String) -> String {
        String(decoding: self(Array(text.utf8)), as: UTF8.self)
    }

    /// A secret as it is, within a URL, within a form, within JSON, and alone in base64.
    private static func spellings(of secret: String) -> [String] {
        let encoded = TemplatePlace.percentEncoded(secret)
        let json = (try? TemplatePlace.json.written(secret, of: "")) ?? secret
        let inURLs = [encoded, encoded.replacing("%20", with: "+")]
        return inURLs + inURLs.map(lowercasedEscapes) + [
            secret, json, json.replacing("/", with: "\\/"), Base64.text(of: Array(secret.utf8)),
        ]
    }

    /// `%2f` for `%2F`.
    private static func lowercasedEscapes(_ text: String) -> String {
        var output = Array(text.utf8)
        for index in output.indices where output[index] == UInt8(ascii: "%") {
            for digit in index + 1..<min(index + 3, output.count)
            where (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(output[digit]) {
                output[digit] += 0x20
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func replaced(_ spelling: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= spelling.count, let first = spelling.first else { return bytes }
        var output: [UInt8] = []
        var start = 0
        while start < bytes.count {
            if bytes[start] == first, bytes[start...].starts(with: spelling) {
                output += Array(mark.utf8)
                start += spelling.count
            } else {
                output.append(bytes[start])
                start += 1
            }
        }
        return output
    }
}
