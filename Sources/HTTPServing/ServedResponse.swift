/// What is answered.
public struct ServedResponse: Sendable, Equatable {
    /// How a response goes wrong: for tests of those who read it.
    public enum Fault: Sendable, Equatable {
        /// The connection is cut, and nothing is sent.
        case closeBeforeHeaders
        /// The header fields promise the whole body; the connection is cut after so many bytes.
        case truncateBody(after: Int)
        /// The header fields promise the whole body; after so many bytes no more come.
        case stallBody(after: Int)
    }

    /// The status code.
    public var status: Int
    /// Header fields; the body's length, the date and what connections need are added.
    public var headers: [ServedRequest.Field]
    /// The body.
    public var body: [UInt8]
    /// How long the answer waits before it is sent; other connections go on.
    public var delay: Duration
    /// What goes wrong; nil for nothing.
    public var fault: Fault?

    /// Makes a response.
    public init(
        status: Int = 200, headers: [ServedRequest.Field] = [], body: [UInt8] = [],
        delay: Duration = .zero, fault: Fault? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.delay = delay
        self.fault = fault
    }

    /// Makes a response of text.
    public init(status: Int = 200, text: String, type: String = "text/plain; charset=utf-8") {
        self.init(
            status: status, headers: [ServedRequest.Field("Content-Type", type)],
            body: Array(text.utf8))
    }
}
