/// A value that a template may insert.
package enum TemplateValue: Sendable, Equatable {
    /// A text.
    case text(String)
    /// Texts, such as the symbols of one request.
    case list([String])
    /// A whole number.
    case integer(Int64)
    /// A point in time, in nanoseconds since the epoch.
    case instant(Int64)
}

/// What the names in templates stand for.
package struct TemplateScope: Sendable {
    private var values: [(name: String, value: TemplateValue)] = []

    /// Makes a scope in which no name has a value.
    package init() {}

    /// The value of a name such as `slice.start`; nil where it has none.
    package subscript(_ name: String) -> TemplateValue? {
        get { values.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }
        set {
            values.removeAll { $0.name.utf8.elementsEqual(name.utf8) }
            if let newValue { values.append((name, newValue)) }
        }
    }
}

/// Where a rendered template goes, which decides how inserted values are written.
package enum TemplatePlace: Sendable {
    /// A text of our own: nothing is changed.
    case plain
    /// A segment of a URL's path: percent-encoded; neither empty nor made of dots.
    case path
    /// A name or a value of a URL's query, or of a form: percent-encoded.
    case query
    /// A header's value: no control characters.
    case header
    /// Between the quotes of a JSON string: escaped.
    case json
}
