internal import Telemetry

/// Where requests show what they were given.
package enum TokenUse: Sendable, Hashable {
    /// In a header field, behind a prefix such as `Bearer `.
    case header(name: String, prefix: String)
    /// In a parameter of the URL.
    case query(String)
    /// In a field of the form, or a member of the JSON object, that is sent along.
    case body(String)

    /// Shows a secret there.
    func authentication(_ secret: Secret) -> Authentication {
        switch self {
        case .header(let name, let prefix): .header(name: name, prefix: prefix, value: secret)
        case .query(let name): .query(name: name, value: secret)
        case .body(let name): .body(name: name, value: secret)
        }
    }

    /// Shows the lines of a token, one in each place; its last where there are more places, as for
    /// the mark that stands for all of it.
    static func authentications(_ places: [TokenUse], _ token: String) -> [Authentication] {
        let lines = token.split(separator: "\n").map(String.init)
        return places.enumerated().compactMap { index, place in
            let line = index < lines.count ? lines[index] : lines.last
            return line.map { place.authentication(Secret($0)) }
        }
    }

    /// The parameter of the URL that it is, if it is one.
    var parameter: String? {
        if case .query(let name) = self { return name }
        return nil
    }
}
