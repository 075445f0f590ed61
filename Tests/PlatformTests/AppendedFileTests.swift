import Foundation
import Platform
import TestSupport
import Testing

@Suite struct AppendedFileTests {
    @Test("what is added stands behind what was there, for its owner alone")
    func appends() throws {
        let folder = try TemporaryFolder()
        for text in ["a\n", "b\n"] {
            let file = try AppendedFile(folder.path("log"))
            try file.append(Array(text.utf8))
            try file.append([])
        }
        #expect(try TextFile.read(folder.path("log"), limitBytes: 10) == "a\nb\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("log"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("a place that cannot be written is told")
    func refused() {
        #expect(throws: PlatformError.self) { try AppendedFile("/nowhere/log") }
        #expect(throws: PlatformError.self) { try AppendedFile("/") }
        #expect(throws: PlatformError.self) { try AppendedFile("/dev/full").append([1]) }
    }
}
