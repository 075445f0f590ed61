import JSONColumns

/// What a condition is asked about.
package struct ConditionScope: Sendable {
    /// The HTTP status; nil where no answer came.
    package var status: Int?
    /// The headers of the answer; names in any case.
    package var headers: [(name: String, value: String)]
    /// The answer's content.
    package var body: ResponseBody?
    /// The record that is asked about.
    package var record: SourceRow?
    /// How many records the answer has.
    package var recordCount: Int?

    /// Makes a scope of an answer.
    package init(
        status: Int? = nil, headers: [(name: String, value: String)] = [],
        body: ResponseBody? = nil, record: SourceRow? = nil, recordCount: Int? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.record = record
        self.recordCount = recordCount
    }

    func isTrue(_ node: Condition.Node) -> Bool {
        switch node {
        case .or(let left, let right): isTrue(left) || isTrue(right)
        case .and(let left, let right): isTrue(left) && isTrue(right)
        case .not(let part): !isTrue(part)
        case .exists(let reference): value(of: reference).map { !$0.isNull } ?? false
        case .isEmpty(let reference): isEmpty(reference)
        case .isTrue(let reference): value(of: reference)?.bool ?? false
        case .comparison(let left, let comparison, let right):
            if let left = value(of: left), let right = value(of: right) {
                comparison.holds(left, right)
            } else {
                false
            }
        }
    }

    private func value(of operand: Condition.Operand) -> JSONValue? {
        switch operand {
        case .literal(let value): value
        case .value(let reference): value(of: reference)
        case .count(let reference): count(of: reference).map { .integer(Int64($0)) }
        }
    }

    private func value(of reference: Condition.Reference) -> JSONValue? {
        switch reference.root {
        case .status: return status.map { .integer(Int64($0)) }
        case .header:
            guard let name = reference.path.firstName else { return nil }
            return headers.first { ConditionScope.isSame($0.name, name) }.map { .string($0.value) }
        case .body: return body.flatMap { reference.path.first(in: $0.value) }
        case .record: return record.flatMap { reference.path.first(in: $0) }
        case .records: return recordCount.map { .integer(Int64($0)) }
        }
    }

    private func count(of reference: Condition.Reference) -> Int? {
        if reference.root == .records { return recordCount }
        return switch value(of: reference) {
        case .array(let elements): elements.count
        case .object(let object): object.members.count
        default: nil
        }
    }

    private func isEmpty(_ reference: Condition.Reference) -> Bool {
        if reference.root == .records { return recordCount == 0 }
        return switch value(of: reference) {
        case nil, .null, .string(""), .array([]): true
        case .object(let object): object.members.isEmpty
        default: false
        }
    }

    /// Whether two headers' names are the same.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8) { AnyCase.lower($0) == AnyCase.lower($1) }
    }
}

/// Letters of ASCII, whatever their case.
enum AnyCase {
    static func lower(_ byte: UInt8) -> UInt8 {
        (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
    }

    /// Whether a text holds another one.
    static func contains(_ text: String, _ part: String) -> Bool {
        let text = text.utf8.map(lower)
        let part = part.utf8.map(lower)
        guard part.count <= text.count else { return false }
        return (0...text.count - part.count).contains { text[$0...].starts(with: part) }
    }
}

extension Condition.Comparison {
    /// Whether two values compare so.
    func holds(_ left: JSONValue, _ right: JSONValue) -> Bool {
        if self == .contains { return contains(left, right) }
        if let order = order(left, right) {
            return switch self {
            case .equal: order == 0
            case .unequal: order != 0
            case .less: order < 0
            case .lessOrEqual: order <= 0
            case .greater: order > 0
            case .greaterOrEqual: order >= 0
            case .contains: false
            }
        }
        switch self {
        case .equal: return left == right
        case .unequal: return left != right
        default: return false
        }
    }

    private func contains(_ left: JSONValue, _ right: JSONValue) -> Bool {
        if let elements = left.array {
            return elements.contains { Condition.Comparison.equal.holds($0, right) }
        }
        guard let text = left.string, let part = right.string else { return false }
        return AnyCase.contains(text, part)
    }

    /// How two values that have an order are ordered.
    private func order(_ left: JSONValue, _ right: JSONValue) -> Int? {
        switch (left, right) {
        case (.number(let a), .number(let b)): return DecimalText.order(a.text, b.text)
        case (.number(let a), .string(let b)): return DecimalText.order(a.text, b)
        case (.string(let a), .number(let b)): return DecimalText.order(a, b.text)
        case (.string(let a), .string(let b)):
            if a.utf8.elementsEqual(b.utf8) { return 0 }
            return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        default: return nil
        }
    }
}
