import Columnar

/// An expression as it was written, columns and types not looked at yet.
indirect enum SQLNode: Equatable {
    /// A column, or a field within one, by the names on the way.
    case column([String], at: Int)
    /// Something in double quotes: a column if there is one of that name, a text otherwise.
    case doubleQuoted(String, at: Int)
    case literal(SQLLiteral, at: Int)
    case negative(SQLNode, at: Int)
    case arithmetic(SQLArithmetic, SQLNode, SQLNode, at: Int)
    case comparison(SQLComparison, SQLNode, SQLNode, at: Int)
    case isNull(SQLNode)
    case isIn(SQLNode, [SQLNode], at: Int)
    case like(SQLNode, pattern: String, at: Int)
    case not(SQLNode, at: Int)
    /// True where all are.
    case all([SQLNode], at: Int)
    /// True where one is.
    case any([SQLNode], at: Int)
    case call(String, [SQLNode], at: Int)
    case cast(SQLNode, DataType, at: Int)

    /// Where it begins, in characters from 1.
    var place: Int {
        switch self {
        case .column(_, let place), .doubleQuoted(_, let place), .literal(_, let place),
            .negative(_, let place), .arithmetic(_, _, _, let place),
            .comparison(_, _, _, let place), .isIn(_, _, let place), .like(_, _, let place),
            .not(_, let place), .all(_, let place), .any(_, let place), .call(_, _, let place),
            .cast(_, _, let place):
            place
        case .isNull(let node): node.place
        }
    }
}

/// A value that was written.
enum SQLLiteral: Equatable, Sendable {
    case exact(ExactNumber)
    /// A number with more digits than an exact one has.
    case real(Double)
    case text(String)
    case boolean(Bool)
    /// Days since 1970.
    case date(Int32)
    /// Seconds since 1970, in UTC.
    case time(ExactNumber)
    case null
}

/// What is done with two numbers.
enum SQLArithmetic: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
}

/// How two values are compared.
enum SQLComparison: String, Sendable {
    case equal = "="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    /// Equal, where null is equal to null and to nothing else.
    case same = "<=>"

    /// Reads an operator; `<>` and `==` are taken as well.
    init?(mark: String) {
        switch mark {
        case "<>": self = .unequal
        case "==": self = .equal
        default: self.init(rawValue: mark)
        }
    }

    /// Whether it holds for a left value that is less (-1), equal (0) or greater (1).
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal, .same: order == 0
        case .unequal: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}
