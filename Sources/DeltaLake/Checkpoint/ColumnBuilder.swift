import Columnar
import JSONColumns

/// Builds columns of any type from JSON values, for the few rows that are not columns already.
///
/// A member that a type does not have is left out; a value of another type becomes null.
class ColumnBuilder {
    /// Appends a value; nil for null.
    func append(_ value: JSONValue?) { preconditionFailure("a builder knows its type") }

    /// Appends nulls; most columns of a checkpoint have little else.
    func appendNulls(_ count: Int) { preconditionFailure("a builder knows its type") }

    /// What was appended.
    var column: AnyColumn { preconditionFailure("a builder knows its type") }

    /// A builder for the values of a type that checkpoints use.
    static func make(for type: DataType) -> ColumnBuilder {
        switch type {
        case .boolean:
            BooleanBuilder()
        case .integer:
            IntegerBuilder()
        case .long:
            LongBuilder()
        case .string:
            TextBuilder()
        case .structure(let fields):
            StructureBuilder(fields)
        case .array(let element, _):
            ListBuilder(of: make(for: element)) { $0.array }
        case .map(let key, let value, _):
            ListBuilder(
                of: StructureBuilder([Field("key", key), Field("value", value)]),
                ListBuilder.entries)
        default:
            makeForStatistics(of: type) ?? NullBuilder(type)
        }
    }
}

/// Builds nothing but nulls, of a type that JSON has no values of.
private final class NullBuilder: ColumnBuilder {
    private let type: DataType
    private var count = 0

    init(_ type: DataType) { self.type = type }

    override func append(_ value: JSONValue?) { count += 1 }

    override func appendNulls(_ count: Int) { self.count += count }

    override var column: AnyColumn { AnyColumn(nullsOf: type, count: count) }
}

private final class TextBuilder: ColumnBuilder {
    private var texts = BinaryColumn()

    override func append(_ value: JSONValue?) {
        if let text = value?.string {
            texts.append(text.utf8Span.span)
        } else {
            texts.appendNull()
        }
    }

    override func appendNulls(_ count: Int) { for _ in 0..<count { texts.appendNull() } }

    override var column: AnyColumn { .binary(texts) }
}

private final class StructureBuilder: ColumnBuilder {
    private let names: [String]
    private let fields: [ColumnBuilder]
    private var count = 0
    private var validity = Bitmap()
    /// Which field each member of the object before was; of objects that follow each other, most
    /// have the same members in the same order.
    private var order: [Int] = []
    private var isFilled: [Bool]
    /// Nulls at the end that the fields do not have yet.
    private var waiting = 0

    init(_ fields: [Field]) {
        names = fields.map(\.name)
        self.fields = fields.map { ColumnBuilder.make(for: $0.type) }
        isFilled = Array(repeating: false, count: fields.count)
    }

    override func append(_ value: JSONValue?) {
        guard case .object(let object)? = value else { return appendNulls(1) }
        flush()
        for (place, member) in object.members.enumerated() {
            let field = field(member.name, at: place)
            if field < 0 || isFilled[field] { continue }
            fields[field].append(member.value)
            isFilled[field] = true
        }
        for field in fields.indices {
            if !isFilled[field] { fields[field].append(nil) }
            isFilled[field] = false
        }
        validity.append(true)
        count += 1
    }

    override func appendNulls(_ count: Int) {
        validity.append(repeating: false, count: count)
        self.count += count
        waiting += count
    }

    private func flush() {
        if waiting > 0 { for field in fields { field.appendNulls(waiting) } }
        waiting = 0
    }

    /// The number of the field of a name; -1 where there is none.
    private func field(_ name: String, at place: Int) -> Int {
        if place < order.count, order[place] >= 0, names[order[place]].isSame(as: name) {
            return order[place]
        }
        let field = names.firstIndex { $0.isSame(as: name) } ?? -1
        if place < order.count { order[place] = field } else { order.append(field) }
        return field
    }

    override var column: AnyColumn {
        flush()
        return .structure(
            StructColumn(fields: fields.map(\.column), count: count, validity: validity))
    }
}

private final class ListBuilder: ColumnBuilder {
    private let elements: ColumnBuilder
    private let read: (JSONValue) -> [JSONValue]?
    private var offsets: [Int32] = [0]
    private var elementCount: Int32 = 0
    private var validity = Bitmap()

    init(of elements: ColumnBuilder, _ read: @escaping (JSONValue) -> [JSONValue]?) {
        self.elements = elements
        self.read = read
    }

    /// A map as the list of its entries.
    static func entries(_ value: JSONValue) -> [JSONValue]? {
        value.object?.members.map { ["key": .string($0.name), "value": $0.value] as JSONObject }
            .map { .object($0) }
    }

    override func append(_ value: JSONValue?) {
        let list = value.flatMap(read)
        for element in list ?? [] { elements.append(element) }
        elementCount += Int32(list?.count ?? 0)
        offsets.append(elementCount)
        validity.append(list != nil)
    }

    override func appendNulls(_ count: Int) {
        offsets.append(contentsOf: repeatElement(elementCount, count: count))
        validity.append(repeating: false, count: count)
    }

    override var column: AnyColumn {
        .list(ListColumn(offsets: offsets, elements: elements.column, validity: validity))
    }
}
