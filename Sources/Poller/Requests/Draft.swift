internal import HTTPTransfer

/// A request under construction: authentication adds to it, and signs what is there.
struct Draft {
    /// A name and a value, not yet encoded.
    struct Field {
        var name: String
        var value: String
    }

    /// What is sent along.
    enum Body {
        case form([Field])
        case text(String, contentType: String)

        var bytes: [UInt8] {
            switch self {
            case .form(let fields):
                let pairs = fields.map {
                    "\(FormEncoding.encoded($0.name))=\(FormEncoding.encoded($0.value))"
                }
                return Array(pairs.joined(separator: "&").utf8)
            case .text(let text, _): return Array(text.utf8)
            }
        }

        var contentType: String {
            switch self {
            case .form: "application/x-www-form-urlencoded"
            case .text(_, let type): type
            }
        }
    }

    let method: String
    var path: String
    /// The query of a URL that an answer gave, as it is.
    var rawQuery: String?
    var query: [Field] = []
    var headers: [HTTPHeader] = []
    var body: Body?

    init(method: String, path: String) {
        self.method = method
        self.path = path
    }

    /// The query, encoded; nil when there is none.
    var encodedQuery: String? {
        let pairs = query.map {
            "\(TemplatePlace.percentEncoded($0.name))=\(TemplatePlace.percentEncoded($0.value))"
        }
        let parts = [rawQuery].compactMap(\.self).filter { !$0.isEmpty } + pairs
        return parts.isEmpty ? nil : parts.joined(separator: "&")
    }

    /// The path with the query.
    var target: String {
        let path = path.isEmpty ? "/" : path
        return encodedQuery.map { "\(path)?\($0)" } ?? path
    }
}
