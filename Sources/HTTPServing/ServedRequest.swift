/// A request as it came in.
public struct ServedRequest: Sendable, Equatable {
    /// The method, in capitals.
    public var method: String
    /// The path and the query as they were sent.
    public var target: String
    /// The path, percent-decoded.
    public var path: String
    /// The query's names and values, percent-decoded, in order.
    public var query: [Field]
    /// Header fields, in the order received.
    public var headers: [Field]
    /// What was sent along.
    public var body: [UInt8]

    /// A name and a value.
    public struct Field: Sendable, Equatable {
        /// The name.
        public var name: String
        /// The value.
        public var value: String

        /// Makes a field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Makes a request.
    public init(
        method: String = "GET", target: String = "", path: String, query: [Field] = [],
        headers: [Field] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The value of the first header field of a name, whatever its case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The first value of a name in the query.
    public func parameter(_ name: String) -> String? {
        query.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}
