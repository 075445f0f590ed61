/// What all exchanges of a transport have in common.
public struct CurlSettings: Sendable {
    /// Whom to trust, and who we are.
    public var tls: TLSSettings
    /// The way out.
    public var proxy: ProxySettings
    /// How we call ourselves, where a request does not.
    public var userAgent: String
    /// The most connections at once to one host.
    public var hostConnectionsMax: Int
    /// The most connections at once.
    public var connectionsMax: Int
    /// The most exchanges that have begun and not ended, those that wait for a connection included.
    public var exchangesMax: Int

    /// Makes settings.
    public init(
        tls: TLSSettings = TLSSettings(), proxy: ProxySettings = .none,
        userAgent: String = "ticklake", hostConnectionsMax: Int = 8, connectionsMax: Int = 64,
        exchangesMax: Int = 4096
    ) {
        self.tls = tls
        self.proxy = proxy
        self.userAgent = userAgent
        self.hostConnectionsMax = hostConnectionsMax
        self.connectionsMax = connectionsMax
        self.exchangesMax = exchangesMax
    }
}

/// Whom to trust, and who we are; at least TLS 1.2 is spoken, and certificates are always verified.
public struct TLSSettings: Sendable, Equatable {
    /// A file of authorities' certificates (PEM) that replaces the system's; nil for those.
    public var caFile: String?
    /// A file with our own certificate (PEM).
    public var certFile: String?
    /// A file with the certificate's private key (PEM); nil where it is in `certFile`.
    public var keyFile: String?
    /// What the private key is encrypted with.
    public var keyPassword: String?

    /// Makes settings.
    public init(
        caFile: String? = nil, certFile: String? = nil, keyFile: String? = nil,
        keyPassword: String? = nil
    ) {
        self.caFile = caFile
        self.certFile = certFile
        self.keyFile = keyFile
        self.keyPassword = keyPassword
    }
}

/// The way out.
public enum ProxySettings: Sendable, Equatable {
    /// Straight, whatever the environment says.
    case none
    /// As `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` say.
    case environment
    /// Through a proxy, but for the hosts named: a URL with the scheme http, https, socks5 or
    /// socks5h that may have user and password, and names separated by commas.
    case proxy(url: String, except: String = "")
}
