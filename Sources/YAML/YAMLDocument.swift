/// A text read as one YAML document.
///
/// Taken is what configuration needs: scalars, sequences and mappings with text as keys. Anchors,
/// aliases, merge keys, tags and a second document are refused by name: they let a small text mean
/// a huge one, or let a value come from elsewhere.
public struct YAMLDocument: Sendable, Equatable {
    /// The outermost value; nil when the text is no YAML or beyond a limit.
    ///
    /// An empty text is null.
    public let root: YAMLValue?
    /// What is wrong, in the order of the text.
    ///
    /// A root that is there may be used despite of it.
    public let problems: [YAMLProblem]

    /// Reads UTF-8 bytes.
    ///
    /// Never traps, and stops at the limits.
    public init(parsing bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) {
        guard bytes.count <= limits.bytes else {
            let message = "the text has \(bytes.count) bytes. at most \(limits.bytes) are read"
            root = nil
            problems = [YAMLProblem(.limit, message, at: YAMLPosition(line: 1, column: 1))]
            return
        }
        var builder = DocumentBuilder(EventStream(bytes), limits: limits)
        root = builder.build()
        problems = builder.problems
    }
}

/// How much of a document is read.
public struct YAMLLimits: Sendable, Equatable {
    /// The bytes of the text.
    public var bytes: Int
    /// The nesting; the outermost value is depth 1.
    public var depth: Int
    /// The values and keys.
    public var nodes: Int

    /// Makes limits.
    public init(bytes: Int = 1_048_576, depth: Int = 32, nodes: Int = 100_000) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }
}

/// Something wrong in a text, and where.
public struct YAMLProblem: Error, Sendable, Equatable {
    /// The kinds of problems.
    public enum Kind: Sendable, Equatable {
        /// The text is no YAML.
        case malformed
        /// It is YAML, but of a kind that is not taken.
        case refused
        /// A key stands twice in one mapping.
        case duplicateKey
        /// It is beyond a limit.
        case limit
    }

    /// The kind of problem.
    public let kind: Kind
    /// What was found, and what to do.
    public let message: String
    /// Where it was noticed.
    public let position: YAMLPosition

    /// Makes a problem.
    public init(_ kind: Kind, _ message: String, at position: YAMLPosition) {
        self.kind = kind
        self.message = message
        self.position = position
    }
}
