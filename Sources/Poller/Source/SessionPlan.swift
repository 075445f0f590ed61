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
