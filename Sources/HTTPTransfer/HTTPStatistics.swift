/// What a transport has done since it began.
public struct HTTPStatistics: Sendable, Equatable {
    /// Exchanges begun.
    public var started = 0
    /// Exchanges that ended with a response.
    public var answered = 0
    /// Exchanges that ended without one.
    public var failed = 0
    /// Redirects followed.
    public var redirects = 0
    /// Connections made.
    public var connectionsMade = 0
    /// Responses that came over a connection made before.
    public var connectionsReused = 0
    /// Bytes of header fields and bodies received, as they were on the wire.
    public var bytesReceived = 0
    /// Bytes of requests' header fields and bodies sent.
    public var bytesSent = 0

    /// Nothing done yet.
    public init() {}
}
