/// Links in a header: `<https://a.example/b?page=2>; rel="next"` (RFC 8288).
enum LinkHeader {
    /// The target of the relation `next`.
    static func next(_ text: String) -> String? {
        for part in text.split(separator: "<") {
            guard let end = part.firstIndex(of: ">") else { continue }
            let parameters = part[part.index(after: end)...].split(separator: ";").map {
                $0.filter { $0 != " " && $0 != "\"" && $0 != "," }.lowercased()
            }
            if parameters.contains("rel=next") { return String(part[..<end]) }
        }
        return nil
    }
}
