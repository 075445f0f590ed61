/// The ways in which a synthetic tick record differs from a plain tick.
public enum Fault: Int, CaseIterable, Sendable {
    /// A tick again, byte for byte, soon after it.
    case duplicate
    /// A good tick that arrives 15 s to 3 minutes after its event, so that it misses windows.
    case late
    /// A good tick in another spelling: numbers as strings, exponents, escapes, other orders,
    /// another offset from UTC, white space, a header.
    case otherSpelling
    /// A good tick with a field outside the contract, which is rescued.
    case extraField
    /// A good tick with an optional field of the wrong type, which is rescued.
    case wrongOptionalType
    /// The value ends before its object does.
    case truncated
    /// The value holds a byte that is not UTF-8.
    case invalidUTF8
    /// The value holds something that JSON does not know.
    case invalidToken
    /// The value is there and has no bytes.
    case emptyValue
    /// A required field is absent, null, or an empty text.
    case missingField
    /// A required field has the wrong type.
    case wrongType
    /// The time's text is no time.
    case invalidTime
    /// The price is below zero.
    case negativePrice
    /// The price is zero.
    case zeroPrice
    /// The size is zero or below.
    case nonPositiveSize
    /// The price or size has more digits after the point than its column.
    case precisionLoss
    /// The price or size has more digits before the point than its column.
    case outOfRange
    /// The event time lies decades after Kafka's timestamp, and after any wall clock.
    case futureTime
    /// The value is null.
    case tombstone
    /// A heartbeat whose value tells no time.
    case brokenHeartbeat

    /// What the shipped contract makes of a record.
    public enum Outcome: Sendable, Equatable {
        /// A row in BRONZE.
        case good
        /// A row in QUARANTINE; duplicates are among them.
        case quarantined
        /// Counted, and no row but that in RAW.
        case tombstone
    }

    /// What the shipped contract makes of the fault.
    public var outcome: Outcome {
        switch self {
        case .late, .otherSpelling, .extraField, .wrongOptionalType: .good
        case .tombstone: .tombstone
        default: .quarantined
        }
    }

    /// How often the fault is drawn, relative to the others.
    var weight: Int {
        switch self {
        case .duplicate: 30
        case .late: 16
        case .otherSpelling: 10
        default: 4
        }
    }

    /// One entry for each unit of weight.
    static let lots: [Fault] = allCases.flatMap { Array(repeating: $0, count: $0.weight) }
}
