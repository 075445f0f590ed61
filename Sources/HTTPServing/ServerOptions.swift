/// What a server presents and asks for where it speaks TLS.
public struct ServerTLS: Sendable {
    /// The certificate, and those between it and its authority, as PEM text.
    public var certificate: String
    /// The private key, as PEM text.
    public var key: String
    /// Authorities of clients, as PEM text: clients without a certificate of theirs are answered
    /// 403; nil asks for none.
    public var clientAuthorities: String?

    /// Makes the settings.
    public init(certificate: String, key: String, clientAuthorities: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.clientAuthorities = clientAuthorities
    }
}

/// What bounds a server.
public struct ServerLimits: Sendable, Equatable {
    /// The most bytes of a request's body; more are answered with 413.
    public var bodyBytesMax: Int
    /// The memory of one connection: the most bytes of a request's, and of an answer's, header
    /// fields with what is read ahead.
    public var connectionBytesMax: Int
    /// The most connections at once; others wait to be accepted.
    public var connectionsMax: Int
    /// How long a connection may be silent, in whole seconds.
    public var idleTimeout: Duration

    /// Makes limits.
    public init(
        bodyBytesMax: Int = 8 << 20, connectionBytesMax: Int = 128 << 10,
        connectionsMax: Int = 512, idleTimeout: Duration = .seconds(60)
    ) {
        self.bodyBytesMax = bodyBytesMax
        self.connectionBytesMax = connectionBytesMax
        self.connectionsMax = connectionsMax
        self.idleTimeout = idleTimeout
    }
}

/// Why a server does not start.
public struct HTTPServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What happened and what to do.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
