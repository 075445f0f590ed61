/// An expression as it was written, columns and types not looked at yet.
indirect enum FilterNode: Equatable {
    case comparison(FilterName, FilterComparison, FilterLiteral)
    case isNull(FilterName)
    case isIn(FilterName, [FilterLiteral])
    case not(FilterNode)
    /// True where all are.
    case all([FilterNode])
    /// True where one is.
    case any([FilterNode])
}

/// A column's name, and where it stands.
struct FilterName: Equatable {
    let text: String
    let column: Int
}

/// A value that was written, and where it stands.
struct FilterLiteral: Equatable {
    enum Value: Equatable {
        case number(String)
        case text(String)
        case boolean(Bool)
    }

    let value: Value
    let column: Int

    /// As the user wrote it.
    var shown: String {
        switch value {
        case .number(let text): text
        case .text(let text): "'\(text)'"
        case .boolean(let value): value ? "true" : "false"
        }
    }
}

/// How a column is compared with a value.
enum FilterComparison: String, CaseIterable {
    case equal = "="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Reads an operator; `<>` and `==` are taken as well.
    init?(mark: String) {
        switch mark {
        case "<>": self = .unequal
        case "==": self = .equal
        default: self.init(rawValue: mark)
        }
    }

    /// Whether it holds for a value that is less (-1), equal (0) or greater (1); nil for a value
    /// that has no place in the order (NaN).
    func holds(_ order: Int?) -> Bool {
        guard let order else { return self == .unequal }
        return switch self {
        case .equal: order == 0
        case .unequal: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}
