/// Why a record did not become a good row: the codes that decoding and the kinds of rules use.
///
/// `text` is what tables and `commitInfo` hold. It never changes for a case, and a case is never
/// taken away. A contract may give a rule a code of its own; then this code is only its kind's.
/// Raw values start at 1, so that a byte per row can hold 0 for "good".
public enum ReasonCode: UInt8, CaseIterable, Sendable {
    // What decoding finds.

    /// The value is there but has no bytes. (No value at all is a tombstone.)
    case emptyValue = 1
    /// The value has more bytes than the record size limit.
    case recordTooLarge
    /// The bytes are no UTF-8.
    case notUTF8
    /// The bytes are no JSON by RFC 8259, or hold a lone surrogate or a byte order mark.
    case malformedJSON
    /// Objects and arrays are nested deeper than the depth limit.
    case tooDeep
    /// The document is JSON, but no object.
    case notAnObject
    /// A required field is absent, null or (for symbols and ids) empty.
    case missingField
    /// A required field holds another kind of JSON value than the contract says.
    case wrongType
    /// A required number is in a string that is no JSON number.
    case malformedNumber
    /// A required time is no RFC 3339 text, and no integer of the contract's unit.
    case malformedTime
    /// A number has more digits after the point than its column.
    case precisionLoss
    /// A number or time is beyond the ends of its column.
    case outOfRange
    /// A heartbeat's value is not `{"ts": ...}`, or lies beyond Kafka's time + max_skew.
    case malformedHeartbeat

    // What rules find.

    /// A `positive` rule: the number is zero or less.
    case notPositive
    /// A `range` rule: the value is below the minimum or above the maximum.
    case outsideRange
    /// A `pattern` rule: the text does not have the form.
    case patternMismatch
    /// A `length` rule: the text is too short or too long.
    case lengthMismatch
    /// The event time is beyond Kafka's time + max_skew.
    case futureTime
    /// The event time is beyond the pipeline's `max_event_time`.
    case beyondMaxEventTime
    /// The unique key was taken by an earlier record of the lane.
    case duplicate

    /// The code as tables hold it.
    public var text: String {
        switch self {
        case .emptyValue: "empty_value"
        case .recordTooLarge: "record_too_large"
        case .notUTF8: "not_utf8"
        case .malformedJSON: "malformed_json"
        case .tooDeep: "too_deep"
        case .notAnObject: "not_an_object"
        case .missingField: "missing_field"
        case .wrongType: "wrong_type"
        case .malformedNumber: "malformed_number"
        case .malformedTime: "malformed_time"
        case .precisionLoss: "precision_loss"
        case .outOfRange: "out_of_range"
        case .malformedHeartbeat: "malformed_heartbeat"
        case .notPositive: "not_positive"
        case .outsideRange: "outside_range"
        case .patternMismatch: "pattern_mismatch"
        case .lengthMismatch: "length_mismatch"
        case .futureTime: "future_time"
        case .beyondMaxEventTime: "beyond_max_event_time"
        case .duplicate: "duplicate"
        }
    }
}
