/// A request as it came in.
public struct ServedRequest: Sendable, Equatable {
    /// The method, in capitals.
    public var method: String
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
        method: String = "GET", path: String, query: [Field] = [], headers: [Field] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// What is answered.
public struct ServedResponse: Sendable, Equatable {
    /// The status code.
    public var status: Int
    /// Header fields.
    public var headers: [ServedRequest.Field]
    /// The body.
    public var body: [UInt8]

    /// Makes a response.
    public init(status: Int = 200, headers: [ServedRequest.Field] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
