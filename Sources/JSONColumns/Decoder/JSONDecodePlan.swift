import Bytes
public import Columnar

/// How records become rows: checked and laid out once, then used for every batch.
public struct JSONDecodePlan: Sendable {
    /// The fields, one a column, in the contract's order.
    public let fields: [JSONField]
    /// The bytes that a record may have.
    public let recordBytesMax: Int
    /// How deep objects and arrays may nest; the record itself has depth 1.
    public let depthMax: Int

    let tree: JSONNameTree
    /// For every field, how its text is converted.
    let conversions: [FieldConversion]
    /// For every member of the record itself, its name as `"name":`.
    let quotedNames: [[UInt8]]
    /// For every member of the record itself that is an object with fields, its own slot; else -1.
    let containerSlots: [Int]
    /// For every field, the member of the record itself that it is or lies in.
    let topMembers: [Int]
    /// The slots of a record: one a field, then one for each member that holds fields.
    let slotCount: Int

    /// Checks fields and limits, and lays them out.
    ///
    /// A path may not be equal to another one or lead through it. Throws what is wrong with them.
    public init(fields: [JSONField], recordBytesMax: Int = 1 << 20, depthMax: Int = 64)
        throws(JSONPlanError)
    {
        try JSONPlanError.check(fields, recordBytesMax: recordBytesMax, depthMax: depthMax)
        self.fields = fields
        self.recordBytesMax = recordBytesMax
        self.depthMax = depthMax
        tree = JSONNameTree(paths: fields.map(\.path))
        conversions = fields.map { FieldConversion($0.type) }
        let record = tree.objects[0].members
        var quotedNames: [[UInt8]] = []
        var containerSlots: [Int] = []
        var topMembers = [Int](repeating: 0, count: fields.count)
        var slots = fields.count
        for index in record {
            var writer = JSONWriter()
            writer.name(utf8: tree.name(index).span.rawBytes)
            quotedNames.append(writer.copy())
            let target = Int(tree.members[index].target)
            containerSlots.append(target < 0 ? slots : -1)
            if target < 0 { slots += 1 }
            let inside = target < 0 ? tree.objects[~target].fields : [Int32(target)]
            for field in inside { topMembers[Int(field)] = index }
        }
        self.quotedNames = quotedNames
        self.containerSlots = containerSlots
        self.topMembers = topMembers
        slotCount = slots
    }

    /// The type of every column, in order; what a decoder's columns hold.
    public var columnTypes: [DataType] {
        fields.map { field in
            switch field.type {
            case .string, .identifier, .stringArray: .string
            case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
            case .timestamp, .long: .long
            case .boolean: .boolean
            }
        }
    }
}

/// How a field's text is converted: its type with everything worked out that can be beforehand.
enum FieldConversion: Sendable {
    /// Text, of a string only or also of an integer.
    case text(takesIntegers: Bool)
    /// A decimal of at most 18 digits.
    case narrow(DecimalText)
    /// A longer decimal.
    case wide(DecimalText)
    /// A time, by RFC 3339 or in units of so many nanoseconds (0: no integers).
    case time(rfc3339: Bool, nanosecondsPerUnit: Int64)
    /// A 64-bit integer.
    case long
    /// A boolean.
    case boolean
    /// An array of strings.
    case stringArray

    init(_ type: JSONFieldType) {
        switch type {
        case .string: self = .text(takesIntegers: false)
        case .identifier: self = .text(takesIntegers: true)
        case .decimal(let precision, let scale):
            let form = DecimalText(precision: precision, scale: scale)
            self = precision <= 18 ? .narrow(form) : .wide(form)
        case .timestamp(let rfc3339, let unit):
            self = .time(rfc3339: rfc3339, nanosecondsPerUnit: unit?.nanoseconds ?? 0)
        case .long: self = .long
        case .boolean: self = .boolean
        case .stringArray: self = .stringArray
        }
    }
}

/// Why fields and limits make no plan.
public struct JSONPlanError: Error, Sendable {
    /// What is wrong, naming the column.
    public let message: String

    static func check(_ fields: [JSONField], recordBytesMax: Int, depthMax: Int)
        throws(JSONPlanError)
    {
        guard 1...JSONSlot.lengthMax ~= recordBytesMax else {
            throw JSONPlanError(
                message: "a record size limit is 1 to \(JSONSlot.lengthMax) bytes")
        }
        guard 1...JSONScanner.depthCeiling ~= depthMax else {
            throw JSONPlanError(message: "a depth limit is 1 to \(JSONScanner.depthCeiling)")
        }
        let names = fields.reduce(0) { $0 + $1.path.count }
        guard names <= 16384 else {
            throw JSONPlanError(
                message: "all paths together have \(names) names; 16384 are the most")
        }
        for field in fields { try check(field, depthMax: depthMax) }
        try checkPaths(fields)
    }

    private static func check(_ field: JSONField, depthMax: Int) throws(JSONPlanError) {
        func refuse(_ reason: String) -> JSONPlanError {
            JSONPlanError(message: "column \(field.column): \(reason)")
        }
        guard !field.path.isEmpty, field.path.count <= depthMax else {
            throw refuse("its path has no name, or is deeper than the depth limit")
        }
        if case .decimal(let precision, let scale) = field.type {
            guard 1...38 ~= precision, 0...precision ~= scale else {
                throw refuse("a decimal has 1 to 38 digits, 0 to all of them after the point")
            }
        }
        if case .timestamp(rfc3339: false, unit: nil) = field.type {
            throw refuse("a timestamp takes RFC 3339, an integer of a unit, or both")
        }
        guard let value = field.defaultValue else { return }
        guard !field.isRequired else { throw refuse("a required field has no default") }
        guard field.type.takes(value) else { throw refuse("its default is not of its type") }
    }

    private static func checkPaths(_ fields: [JSONField]) throws(JSONPlanError) {
        var owners: [[[UInt8]]: String] = [:]
        for field in fields {
            let path = field.path.map { Array($0.utf8) }
            if let owner = owners.updateValue(field.column, forKey: path) {
                throw JSONPlanError(
                    message: "columns \(owner) and \(field.column) have the same source path")
            }
        }
        for field in fields {
            let path = field.path.map { Array($0.utf8) }
            for length in 1..<max(1, path.count) {
                guard let owner = owners[Array(path.prefix(length))] else { continue }
                throw JSONPlanError(
                    message: "the path of column \(field.column) leads through column \(owner)")
            }
        }
    }
}
