import JSONColumns

/// A condition over an answer, such as `status == 429 or body.message contains "limit"`.
///
/// `== != < <= > >= contains` compare; `exists(path)` is true where there is a value other than
/// null, `missing(path)` where there is none, `is_empty(path)` also for an empty text, list or
/// object; `count(path)` is the number of elements; `and`, `or`, `not` and parentheses join. A path
/// alone is true where its value is true. Numbers compare exactly, also with texts that hold one;
/// texts byte by byte; `contains` looks in texts, whatever the case of ASCII letters, and in lists.
/// A comparison with an absent value is false, whatever it asks.
package struct Condition: Sendable {
    /// The condition as it was given.
    package let text: String
    let node: Node

    /// What a condition may ask of.
    package enum Root: String, Sendable, CaseIterable {
        /// The HTTP status.
        case status
        /// A header of the answer, as in `header.retry-after`.
        case header
        /// The answer's JSON; its text where it is none.
        case body
        /// One record, before its fields are made.
        case record
        /// The records of the answer.
        case records
    }

    /// A value that a condition names.
    struct Reference: Sendable, Equatable {
        let root: Root
        let path: ValuePath
    }

    /// What is compared.
    enum Operand: Sendable, Equatable {
        case value(Reference)
        case count(Reference)
        case literal(JSONValue)
    }

    /// How it is compared.
    enum Comparison: String, Sendable, CaseIterable {
        case equal = "=="
        case unequal = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
        case contains
    }

    /// A condition and its parts.
    indirect enum Node: Sendable {
        case or(Node, Node)
        case and(Node, Node)
        case not(Node)
        case exists(Reference)
        case isEmpty(Reference)
        case comparison(Operand, Comparison, Operand)
        case isTrue(Reference)
    }

    /// Reads a condition.
    ///
    /// - Parameter roots: What there is where it will be asked.
    /// - Throws: Where it is malformed, names something else, or is too long or deep.
    package init(_ text: String, roots: [Root] = [.status, .header, .body]) throws(PollProblem) {
        var parser = ConditionParser(text, roots: roots)
        node = try parser.parse()
        self.text = text
    }

    /// The paths by which it names values of a kind.
    func paths(of root: Root) -> [ValuePath] {
        node.references.filter { $0.root == root }.map(\.path)
    }

    /// Whether it holds.
    package func isTrue(in scope: ConditionScope) -> Bool { scope.isTrue(node) }
}

extension Condition.Node {
    /// The values that it names.
    fileprivate var references: [Condition.Reference] {
        switch self {
        case .or(let left, let right), .and(let left, let right):
            left.references + right.references
        case .not(let part): part.references
        case .exists(let reference), .isEmpty(let reference), .isTrue(let reference): [reference]
        case .comparison(let left, _, let right): [left, right].compactMap(\.reference)
        }
    }
}

extension Condition.Operand {
    /// The value that it names; nil for a literal.
    fileprivate var reference: Condition.Reference? {
        switch self {
        case .value(let reference), .count(let reference): reference
        case .literal: nil
        }
    }
}
