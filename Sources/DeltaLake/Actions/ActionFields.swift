import JSONColumns

/// What is wrong with an action; whoever knows the file makes a `DeltaError` of it.
struct FieldError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// The fields of one action, read with types; null is absent.
struct ActionFields {
    let kind: String
    private let object: JSONObject

    init(_ kind: String, _ value: JSONValue) {
        self.kind = kind
        object = value.object ?? JSONObject()
    }

    func text(_ name: String) throws -> String {
        try required(name, textIfPresent(name))
    }

    func textIfPresent(_ name: String) throws -> String? {
        try typed(name, "a string") { $0.string }
    }

    func integer(_ name: String) throws -> Int64 {
        try required(name, integerIfPresent(name))
    }

    func integerIfPresent(_ name: String) throws -> Int64? {
        try typed(name, "an integer") { $0.int64 }
    }

    func boolean(_ name: String) throws -> Bool {
        try required(name, booleanIfPresent(name))
    }

    func booleanIfPresent(_ name: String) throws -> Bool? {
        try typed(name, "a boolean") { $0.bool }
    }

    func texts(_ name: String) throws -> [String]? {
        try typed(name, "a list of strings") { value in
            guard let elements = value.array else { return nil }
            let texts = elements.compactMap(\.string)
            return texts.count == elements.count ? texts : nil
        }
    }

    /// A map of strings, nulls left out.
    func map(_ name: String) throws -> [String: String] {
        var map: [String: String] = [:]
        for (key, value) in try nullableMap(name) { map[key] = value }
        return map
    }

    /// A map of strings that may be null, in the order written; empty if absent.
    func nullableMap(_ name: String) throws -> [(String, String?)] {
        let pairs = try typed(name, "an object of strings") { value -> [(String, String?)]? in
            guard let members = value.object?.members else { return nil }
            guard members.allSatisfy({ $0.value.isNull || $0.value.string != nil }) else {
                return nil
            }
            return members.map { ($0.name, $0.value.string) }
        }
        return pairs ?? []
    }

    func value(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    private func typed<Value>(
        _ name: String, _ expected: String, _ read: (JSONValue) -> Value?
    ) throws -> Value? {
        guard let value = value(name) else { return nil }
        guard let result = read(value) else {
            throw FieldError("\(kind).\(name) is not \(expected)")
        }
        return result
    }

    private func required<Value>(_ name: String, _ value: Value?) throws -> Value {
        guard let value else { throw FieldError("\(kind) has no \(name)") }
        return value
    }
}

extension JSONWriter {
    /// Writes a member unless it is absent.
    mutating func optional(_ name: String, _ value: String?) {
        if let value { member(name, value) }
    }

    /// Writes a member unless it is absent.
    mutating func optional(_ name: String, _ value: Int64?) {
        if let value { member(name, value) }
    }

    /// Writes a list of strings unless it is absent.
    mutating func optional(_ name: String, _ values: [String]?) {
        guard let values else { return }
        self.name(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// Writes a map of strings, by the order of the keys' bytes.
    mutating func map(_ name: String, _ values: [String: String]) {
        self.name(name)
        beginObject()
        for (key, value) in values.sorted(by: { $0.key.precedes($1.key) }) { member(key, value) }
        endObject()
    }
}

extension String {
    /// Whether this text comes first by bytes.
    func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
