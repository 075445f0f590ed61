// The numbers of `parquet.thrift`.

/// How values lie in a file.
enum PhysicalType: Int, Sendable {
    case boolean = 0
    case int32 = 1
    case int64 = 2
    case int96 = 3
    case float = 4
    case double = 5
    case byteArray = 6
    case fixedLengthByteArray = 7
}

/// Whether and how often a value occurs in its parent.
enum Repetition: Int, Sendable {
    case required = 0
    case optional = 1
    case repeated = 2
}

/// How the values of a page are written.
enum Encoding: Int, Sendable {
    case plain = 0
    case plainDictionary = 2
    case rle = 3
    case bitPacked = 4
    case deltaBinaryPacked = 5
    case deltaLengthByteArray = 6
    case deltaByteArray = 7
    case rleDictionary = 8
    case byteStreamSplit = 9
}

/// The kinds of pages.
enum PageType: Int, Sendable {
    case data = 0
    case index = 1
    case dictionary = 2
    case dataV2 = 3
}

/// The meanings of Parquet's first format version, which every reader knows.
enum ConvertedType: Int, Sendable {
    case utf8 = 0
    case map = 1
    case mapKeyValue = 2
    case list = 3
    case enumeration = 4
    case decimal = 5
    case date = 6
    case timeMillis = 7
    case timeMicros = 8
    case timestampMillis = 9
    case timestampMicros = 10
    case uint8 = 11
    case uint16 = 12
    case uint32 = 13
    case uint64 = 14
    case int8 = 15
    case int16 = 16
    case int32 = 17
    case int64 = 18
    case json = 19
    case bson = 20
    case interval = 21
}

/// What a stored value means, in newer files beside the converted type.
enum LogicalType: Sendable, Equatable {
    case string
    case map
    case list
    case enumeration
    case decimal(precision: Int, scale: Int)
    case date
    case time
    case timestamp(isUTC: Bool, unit: TimeUnit)
    case integer(bits: Int, isSigned: Bool)
    case json
    case bson
    case uuid
    case float16
    /// One that this library does not know: the physical type holds.
    case other

    enum TimeUnit: Int, Sendable {
        case milliseconds = 1
        case microseconds = 2
        case nanoseconds = 3
    }
}
