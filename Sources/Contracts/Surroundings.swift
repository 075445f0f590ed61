/// What configuration may look at outside its own text.
public struct Surroundings {
    /// Reads a file; what it throws is shown as it describes itself.
    public let readFile: (_ path: String) throws -> [UInt8]
    /// The value of an environment variable.
    public let environment: (_ name: String) -> String?

    /// Makes surroundings.
    public init(
        readFile: @escaping (_ path: String) throws -> [UInt8],
        environment: @escaping (_ name: String) -> String?
    ) {
        self.readFile = readFile
        self.environment = environment
    }
}

/// Paths as text.
enum Path {
    /// A path as seen from the folder of a file.
    static func join(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }
}
