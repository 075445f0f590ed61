import Bytes

/// A JSON value in memory, for the control plane: log entries, state files, answers.
///
/// Records of the data path never become values; see `JSONColumnDecoder`. Texts compare byte for
/// byte, without Unicode normalisation.
public enum JSONValue: Sendable, Equatable {
    /// The literal `null`.
    case null
    /// The literals `true` and `false`.
    case bool(Bool)
    /// A number, as it was written.
    case number(JSONNumber)
    /// A string.
    case string(String)
    /// A list of values.
    case array([JSONValue])
    /// Members in the order written.
    case object(JSONObject)

    /// A number of an integer.
    public static func integer(_ value: Int64) -> JSONValue { .number(JSONNumber(value)) }

    /// The value of a member; nil for an absent one and in anything but an object.
    public subscript(_ name: String) -> JSONValue? { object?[name] }

    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    /// The boolean, if this is one.
    public var bool: Bool? {
        if case .bool(let value) = self { return value }
        return nil
    }

    /// The number, if this is one.
    public var number: JSONNumber? {
        if case .number(let value) = self { return value }
        return nil
    }

    /// The number as a 64-bit integer, if it was written as one and fits.
    public var int64: Int64? { number?.int64 }

    /// The number as the nearest double.
    public var double: Double? { number?.double }

    /// The text, if this is a string.
    public var string: String? {
        if case .string(let value) = self { return value }
        return nil
    }

    /// The elements, if this is an array.
    public var array: [JSONValue]? {
        if case .array(let value) = self { return value }
        return nil
    }

    /// The members, if this is an object.
    public var object: JSONObject? {
        if case .object(let value) = self { return value }
        return nil
    }

    /// Whether two values are written alike: members in the same order, numbers digit for digit.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }
}

/// A number as it was written; nothing is rounded before someone asks.
public struct JSONNumber: Sendable, Equatable {
    /// The digits, sign, point and exponent.
    public let text: String

    /// Makes the number of an integer.
    public init(_ value: some FixedWidthInteger) { text = String(value) }

    /// Takes a text by JSON's number grammar; nil where it is none.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard JSONScanner.isNumber(bytes.span.rawBytes, from: 0, to: bytes.count) else {
            return nil
        }
        self.text = text
    }

    /// Takes a text that is known to follow the grammar.
    init(checked text: String) { self.text = text }

    /// The value, if it was written as an integer (no point, no exponent) and fits.
    public var int64: Int64? { Int64(text) }

    /// The nearest double; infinite beyond its range.
    public var double: Double { Double(text) ?? .nan }
}

/// The members of an object, in the order written, each name once.
public struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// A name and its value.
    public struct Member: Sendable, Equatable {
        /// The name.
        public var name: String
        /// The value.
        public var value: JSONValue

        /// Makes a member.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }

        /// Whether names are equal byte for byte and values are written alike.
        public static func == (left: Member, right: Member) -> Bool {
            left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value
        }
    }

    /// The members.
    public private(set) var members: [Member]

    /// Makes an object of members whose names differ.
    public init(_ members: [Member] = []) { self.members = members }

    /// Makes an object of names, which must differ, and values.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        members = elements.map { Member($0.0, $0.1) }
    }

    /// The value of a member; setting nil removes it, setting a new one appends it.
    public subscript(_ name: String) -> JSONValue? {
        get { index(of: name).map { members[$0].value } }
        set {
            switch (index(of: name), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name, value))
            case (nil, nil): break
            }
        }
    }

    private func index(of name: String) -> Int? {
        members.firstIndex { $0.name.hasSameBytes(as: name) }
    }
}

extension String {
    /// Whether two texts have the same bytes; `==` would normalise them.
    package func hasSameBytes(as other: String) -> Bool {
        utf8Span.span.rawBytes.equals(other.utf8Span.span.rawBytes)
    }
}
