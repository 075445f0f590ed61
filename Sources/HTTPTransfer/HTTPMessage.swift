/// A header field; names compare without regard to case (RFC 9110, section 5.1).
public struct HTTPHeader: Sendable, Equatable {
    /// The name, as it was sent.
    public var name: String
    /// The value, spaces around it removed.
    public var value: String

    /// Makes a header field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A request as it goes out.
public struct HTTPRequest: Sendable, Equatable {
    /// The method, in capitals.
    public var method: String
    /// The absolute URL, percent-encoded; without user and password.
    public var url: String
    /// Header fields, in the order sent.
    public var headers: [HTTPHeader]
    /// What is sent along; nil for nothing.
    public var body: [UInt8]?
    /// What bounds the exchange.
    public var limits: HTTPLimits

    /// Makes a request.
    public init(
        method: String = "GET", url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil,
        limits: HTTPLimits = HTTPLimits()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}

/// What bounds one exchange.
public struct HTTPLimits: Sendable, Equatable {
    /// How long a connection may take to be made.
    public var connectTimeout: Duration
    /// How long the whole exchange may take, from its start to the body's end: redirects, and the
    /// wait for a free connection, are in it.
    public var timeout: Duration
    /// How long nothing, or next to nothing, may come or go; in whole seconds, to which libcurl
    /// adds up to five where much has come before.
    public var stallTimeout: Duration
    /// The most bytes of a response's body, after decompression.
    public var bodyBytesMax: Int
    /// The most bytes of all of a response's header fields.
    public var headerBytesMax: Int
    /// The most redirects followed, each within the origin of the request.
    public var redirectsMax: Int

    /// Makes limits.
    public init(
        connectTimeout: Duration = .seconds(10), timeout: Duration = .seconds(30),
        stallTimeout: Duration = .seconds(30), bodyBytesMax: Int = 32 << 20,
        headerBytesMax: Int = 64 << 10, redirectsMax: Int = 5
    ) {
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.stallTimeout = stallTimeout
        self.bodyBytesMax = bodyBytesMax
        self.headerBytesMax = headerBytesMax
        self.redirectsMax = redirectsMax
    }
}

/// What came back, whatever its status.
public struct HTTPResponse: Sendable, Equatable {
    /// The status code.
    public var status: Int
    /// Header fields of the last response, in the order received; `Content-Encoding` and
    /// `Content-Length` speak of the body as it was sent.
    public var headers: [HTTPHeader]
    /// The body, decompressed.
    public var body: [UInt8]

    /// Makes a response.
    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header field of a name.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
