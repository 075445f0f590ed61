import Synchronization

/// The time zones of a machine, each read once.
package final class TimeZones: Sendable {
    private let read: @Sendable (String) -> [UInt8]?
    private let known = Mutex<[String: TimeZoneRules]>([:])
    private static let countMax = 1_000

    /// Makes the zones of a database.
    ///
    /// - Parameter read: The bytes of a zone's file, whose path within the database is the zone's
    ///   name; nil if there is none.
    package init(read: @escaping @Sendable (String) -> [UInt8]?) { self.read = read }

    /// The rules of a zone.
    ///
    /// - Throws: Where no zone has the name, or its file is damaged.
    package func rules(of name: String) throws(PollProblem) -> TimeZoneRules {
        if ["UTC", "utc", "Z"].contains(name) { return .utc }
        guard TimeZones.isName(name) else {
            throw PollProblem("a time zone has a name such as America/New_York, or utc")
        }
        if let rules = known.withLock({ $0[name] }) { return rules }
        guard let bytes = read(name) else {
            throw PollProblem(
                "no time zone is called '\(name)' here. use a name of the IANA database, such as "
                    + "America/New_York, and install the package tzdata (and tzdata-legacy for old "
                    + "names such as US/Eastern)")
        }
        let rules = try TimeZoneRules(name: name, tzif: bytes)
        known.withLock { if $0.count < TimeZones.countMax { $0[name] = rules } }
        return rules
    }

    /// Whether a text may be a zone's name; it becomes a path, so that no part may be `..`.
    private static func isName(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return text.utf8.count <= 64
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy {
                        (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0)
                            || "+-_".utf8.contains($0)
                    }
            }
    }
}
