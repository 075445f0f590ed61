import Foundation
import ObjectStorage

/// Runs an example in a folder: `StorageExamples write-a-file /tmp/somewhere`.
@main enum Examples {
    static let all: [(name: String, run: @Sendable (_ folder: String) throws -> Void)] = [
        ("write-a-file", writeAFile),
        ("read-a-file", readAFile),
        ("keep-objects", keepObjects),
        ("create-a-table", createATable),
        ("open-a-table", openATable),
        ("append-exactly-once", appendExactlyOnce),
        ("travel-in-time", travelInTime),
        ("implement-a-store", implementAStore),
        ("handle-errors", handleErrors),
    ]

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let example = all.first(where: { $0.name == arguments[1] })
        else {
            print("usage: StorageExamples (\(all.map(\.name).joined(separator: "|"))) FOLDER")
            exit(64)
        }
        try example.run(arguments[2])
    }
}
