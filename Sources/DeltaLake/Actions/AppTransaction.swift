import JSONColumns

/// How far an application has come with a table; the newest in the log counts.
public struct AppTransaction: Sendable, Equatable {
    /// The application's name for itself.
    public var appID: String
    /// Its progress, in a number of its own.
    public var version: Int64
    /// When it said so, in milliseconds since 1970.
    public var lastUpdated: Int64?

    /// Makes a statement of progress.
    public init(appID: String, version: Int64, lastUpdated: Int64?) {
        self.appID = appID
        self.version = version
        self.lastUpdated = lastUpdated
    }

    init(_ fields: ActionFields) throws {
        appID = try fields.text("appId")
        version = try fields.integer("version")
        lastUpdated = try fields.integerIfPresent("lastUpdated")
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("appId", appID)
        writer.member("version", version)
        writer.optional("lastUpdated", lastUpdated)
        writer.endObject()
    }
}

/// A named setting that some feature keeps in the log.
public struct DomainMetadata: Sendable, Equatable {
    /// Whose setting it is.
    public let domain: String
    /// The setting, in a form of its own.
    public var configuration: String
    /// Whether it is gone.
    public let isRemoved: Bool

    /// Makes a setting of an application; `delta.` names belong to Delta's own features.
    ///
    /// - Throws: `DeltaError` of kind `invalid` for an empty or a reserved name.
    public init(_ domain: String, _ configuration: String) throws {
        try DomainMetadata.check(domain)
        self.init(reserved: domain, configuration: configuration)
    }

    /// Makes the removal of a setting.
    ///
    /// - Throws: `DeltaError` of kind `invalid` for an empty or a reserved name.
    public init(removing domain: String) throws {
        try DomainMetadata.check(domain)
        self.init(reserved: domain, configuration: "", isRemoved: true)
    }

    /// Makes a setting of any domain.
    init(reserved domain: String, configuration: String, isRemoved: Bool = false) {
        self.domain = domain
        self.configuration = configuration
        self.isRemoved = isRemoved
    }

    private static func check(_ domain: String) throws {
        if domain.isEmpty || domain.lowercased().hasPrefix("delta.") {
            throw DeltaError(
                .invalid,
                "`\(domain)` cannot be set: domains have a name, and names that begin with delta. "
                    + "are Delta's own")
        }
    }

    init(_ fields: ActionFields) throws {
        domain = try fields.text("domain")
        configuration = try fields.textIfPresent("configuration") ?? ""
        isRemoved = try fields.boolean("removed")
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("domain", domain)
        writer.member("configuration", configuration)
        writer.member("removed", isRemoved)
        writer.endObject()
    }
}
