import JSONColumns

extension TemplatePlace {
    /// A value as the place needs it.
    ///
    /// - Throws: Where it may not stand there.
    func written(_ value: String, of name: String) throws(PollProblem) -> String {
        switch self {
        case .plain: return value
        case .query: return TemplatePlace.percentEncoded(value)
        case .path:
            // A client would take these for other segments.
            guard !["", ".", ".."].contains(value) else {
                throw PollProblem("{{ \(name) }} is empty or made of dots: no segment of a path")
            }
            return TemplatePlace.percentEncoded(value)
        case .header:
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
                throw PollProblem("{{ \(name) }} has control characters: no header may")
            }
            return value
        case .json:
            var writer = JSONWriter()
            writer.string(value)
            return String(writer.text.dropFirst().dropLast())
        }
    }

    /// A text in which all but RFC 3986's unreserved characters are encoded.
    package static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            let isPlain =
                (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                || "-._~".utf8.contains(byte)
            output += isPlain ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: output, as: UTF8.self)
    }
}
