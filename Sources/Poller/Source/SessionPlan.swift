package import Telemetry

/// How a session is opened: with a login, whose answer holds what requests then show.
package struct SessionPlan: Sendable, Hashable {
    /// What is asked.
    package var login: Login
    /// What of the answer requests show, and where; one at least.
    package var parts: [Part]
    /// How many nanoseconds a session lasts; nil where it lasts until it is refused.
    package var life: Int64?

    /// The request that opens a session.
    package struct Login: Sendable, Hashable {
        /// The method, in capitals.
        package var method = "POST"
        /// The path behind the API's base.
        package var path: String
        /// Header fields.
        package var headers: [Field] = []
        /// What is sent along.
        package var body: Secret?
        /// What kind of text that is.
        package var contentType: String?
    }

    /// A header field.
    package struct Field: Sendable, Hashable {
        /// Its name.
        package var name: String
        /// Its value.
        package var value: Secret
    }

    /// A part of the answer.
    package struct Part: Sendable, Hashable {
        /// Where it stands in the answer.
        package var place: Place
        /// Where it stands in requests.
        package var use: TokenUse
    }

    /// A place in an answer.
    package enum Place: Sendable, Hashable {
        /// In the body's JSON.
        case body(ValuePath)
        /// In a header field.
        case header(String)
    }
}

/// Where requests show what they were given.
package enum TokenUse: Sendable, Hashable {
    /// In a header field, behind a prefix such as `Bearer `.
    case header(name: String, prefix: String)
    /// In a parameter of the URL.
    case query(String)
    /// In a field of the form, or a member of the JSON object, that is sent along.
    case body(String)

    /// Shows a token there.
    func authentication(_ token: String) -> Authentication {
        switch self {
        case .header(let name, let prefix):
            .header(name: name, prefix: prefix, value: Secret(token))
        case .query(let name): .query(name: name, value: Secret(token))
        case .body(let name): .body(name: name, value: Secret(token))
        }
    }
}
