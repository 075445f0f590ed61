import Foundation
import TestSupport

/// A folder with a pipeline file and REST sources, for commands that need no broker.
struct SourceFolder {
    private let folder: TemporaryFolder

    /// Writes the files.
    ///
    /// - Parameters:
    ///   - sources: the sources' files, in the order of their names.
    ///   - lake: the lake's folder; nil for one beside the files.
    init(_ sources: [String: String], lake: String? = nil) throws {
        folder = try TemporaryFolder()
        let names = sources.keys.sorted().map { "\($0).yaml" }
        try write(
            "pipeline.yaml",
            """
            name: p
            lake: \(lake ?? folder.path("lake"))
            kafka: {bootstrap_servers: ['localhost:1']}
            topics: [\(PackageFolder.root.path)/topics/rest-ticks.yaml]
            poller: {sources: [\(names.joined(separator: ", "))]}
            """)
        for (name, text) in sources { try write("\(name).yaml", text) }
    }

    /// The path of something in it.
    func path(_ name: String) -> String { folder.path(name) }

    /// The names of what is in a folder of it.
    func names(_ name: String = ".") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(name))
    }

    /// Writes a file, and the folders that it is in.
    func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Removes a file or a folder.
    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

    /// Starts a command on the pipeline file.
    func start(_ command: [String], _ options: [String] = []) throws -> ProcessRun {
        try Program.start(command + [path("pipeline.yaml")] + options)
    }

    /// Runs a command on the pipeline file.
    func run(_ command: [String], _ options: [String] = []) throws -> ProcessResult {
        try start(command, options).wait(seconds: 60)
    }
}
