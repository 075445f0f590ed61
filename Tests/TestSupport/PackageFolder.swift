public import Foundation

/// Where the package, its fixtures and its products are.
public enum PackageFolder {
    /// The folder with `Package.swift`.
    public static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            let manifest = folder.appendingPathComponent("Package.swift")
            if FileManager.default.fileExists(atPath: manifest.path) { return folder }
            folder.deleteLastPathComponent()
        }
        preconditionFailure("no Package.swift above \(#filePath)")
    }()

    /// The folder of the built products: where the running test bundle lies.
    public static var products: URL {
        let tests = CommandLine.arguments.first.map { URL(fileURLWithPath: $0) }
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
            .map { URL(fileURLWithPath: $0) }
        let folder = (bundle ?? tests)?.deletingLastPathComponent()
        if let folder, has(folder, "ticklake") { return folder }
        return root.appendingPathComponent(".build/\(buildConfiguration)")
    }

    /// The built `ticklake`; nil if it was not built beside the tests.
    public static var ticklake: URL? {
        has(products, "ticklake") ? products.appendingPathComponent("ticklake") : nil
    }

    private static var buildConfiguration: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }

    private static func has(_ folder: URL, _ name: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent(name).path)
    }
}
