/// What configuration may look at outside its own text.
public struct Surroundings {
    /// Reads a file; what it throws is shown as it describes itself.
    public let readFile: (_ path: String) throws -> [UInt8]
    /// The value of an environment variable.
    public let environment: (_ name: String) -> String?
    /// What the Kafka client says of a value of one of its settings.
    public let kafkaSetting: (_ name: String, _ value: String) -> SettingVerdict

    /// Makes surroundings.
    public init(
        readFile: @escaping (_ path: String) throws -> [UInt8],
        environment: @escaping (_ name: String) -> String?,
        kafkaSetting: @escaping (_ name: String, _ value: String) -> SettingVerdict
    ) {
        self.readFile = readFile
        self.environment = environment
        self.kafkaSetting = kafkaSetting
    }
}

/// What a client says of a value of one of its settings.
public enum SettingVerdict: Sendable, Equatable {
    /// It takes it; `isText` tells whether it takes any text there, as a secret is.
    case taken(isText: Bool)
    /// It has no such setting; these it has.
    case unknown(known: [String])
    /// It does not take the value; `expected` says which it takes.
    case refused(expected: String)
}

/// Paths as text.
package enum Path {
    /// A path as seen from the folder of a file.
    package static func join(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }
}
