/// What a source asks.
package struct RequestPlan: Sendable {
    /// The method, in capitals.
    package var method = "GET"
    /// The path behind the API's base.
    package var path: Template
    /// The parameters of the URL, in order; one whose page value is absent is left out.
    package var query: [Field] = []
    /// Header fields besides the API's.
    package var headers: [Field] = []
    /// What is sent along.
    package var body: Body?
    /// What a request weighs in the host's budget.
    package var weight = 1

    /// What it asks with, such as `slice.start`.
    var names: [String] {
        var templates = [path] + (query + headers).map(\.value)
        switch body {
        case .form(let fields): templates += fields.map(\.value)
        case .json(let text), .raw(let text, _): templates.append(text)
        case nil: break
        }
        return templates.flatMap(\.names)
    }

    /// A name and its value.
    package struct Field: Sendable {
        /// The name, as it is sent.
        package var name: String
        /// The value.
        package var value: Template

        /// Makes a field.
        package init(_ name: String, _ value: Template) {
            self.name = name
            self.value = value
        }
    }

    /// What is sent along with a request.
    package enum Body: Sendable {
        /// A form (application/x-www-form-urlencoded).
        case form([Field])
        /// A JSON text; values are inserted between quotes.
        case json(Template)
        /// Any text, with its content type.
        case raw(Template, contentType: String)
    }
}
