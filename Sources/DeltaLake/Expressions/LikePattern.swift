/// A pattern of LIKE: `%` stands for any text, `_` for any one character.
struct LikePattern: Sendable {
    private let parts: [Unicode.Scalar]

    init(_ pattern: String) { parts = Array(pattern.unicodeScalars) }

    /// Whether a text is as the pattern says, in time of the two lengths' product at most.
    func matches(_ text: String) -> Bool {
        let text = Array(text.unicodeScalars)
        var (at, part) = (0, 0)
        var retry: (at: Int, part: Int)?
        while at < text.count {
            if part < parts.count, parts[part] == "%" {
                retry = (at, part + 1)
                part += 1
            } else if part < parts.count, parts[part] == "_" || parts[part] == text[at] {
                at += 1
                part += 1
            } else if let last = retry {
                // The last `%` takes one character more.
                at = last.at + 1
                part = last.part
                retry = (at, part)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == "%" }
    }
}
