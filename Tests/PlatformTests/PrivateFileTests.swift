import Foundation
import Platform
import TestSupport
import Testing

/// A file that holds a secret, and that its owner alone may read.
@Suite struct PrivateFileTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("token")
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func setMode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func read() throws -> String {
        String(decoding: try PrivateFile.read(path, limitBytes: 100), as: UTF8.self)
    }

    @Test("it is its owner's alone, also where it was everybody's before")
    func rights() throws {
        try PrivateFile.replace(path, with: Array("a".utf8))
        #expect(try mode(path) == 0o600)
        try setMode(0o644, path)
        try PrivateFile.replace(path, with: Array("b".utf8))
        #expect(try mode(path) == 0o600)
        #expect(try read() == "b")
    }

    @Test("it is replaced as a whole: who reads it meanwhile has the old bytes, all of them")
    func whole() throws {
        try PrivateFile.replace(path, with: Array("the old one".utf8))
        let reader = try #require(FileHandle(forReadingAtPath: path))
        try PrivateFile.replace(path, with: Array("new".utf8))
        #expect(try reader.readToEnd() == Data("the old one".utf8))
        #expect(try read() == "new")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["token"])
    }

    @Test("what a killed process has left beside it is in nobody's way, nor are its rights kept")
    func leftOver() throws {
        try Data("half".utf8).write(to: folder.url.appendingPathComponent("token.new"))
        try setMode(0o666, folder.path("token.new"))
        try PrivateFile.replace(path, with: Array("new".utf8))
        #expect(try mode(path) == 0o600)
        #expect(try read() == "new")
    }

    @Test("where it cannot be replaced it is as it was, and the error has none of its bytes")
    func refused() throws {
        try PrivateFile.replace(path, with: Array("s3cret".utf8))
        try FileManager.default.createDirectory(
            atPath: folder.path("token.new"), withIntermediateDirectories: false)
        let error = #expect(throws: PlatformError.self) {
            try PrivateFile.replace(path, with: Array("n3xt".utf8))
        }
        #expect(try read() == "s3cret")
        let message = try #require(error?.message)
        #expect(message.contains("token.new") && !message.contains("n3xt"), "\(message)")
        #expect(throws: PlatformError.self) { try PrivateFile.replace("/nowhere/token", with: [1]) }
    }

    @Test("one that every user may read or write is refused with what to do, and none of its bytes")
    func exposed() throws {
        try PrivateFile.replace(path, with: Array("s3cret".utf8))
        for mode in [0o644, 0o604, 0o602, 0o777] {
            try setMode(mode, path)
            let error = #expect(throws: PlatformError.self) { try read() }
            #expect(error?.kind == .exposed)
            let message = try #require(error?.message)
            #expect(message.contains("mode \(String(mode, radix: 8))"), "\(message)")
            #expect(message.contains("chmod 600") && !message.contains("s3cret"), "\(message)")
        }
        for mode in [0o600, 0o400, 0o640] {
            try setMode(mode, path)
            #expect(try read() == "s3cret")
        }
    }

    @Test("one that is not there or too large is told as such")
    func unreadable() throws {
        let absent = #expect(throws: PlatformError.self) { try read() }
        #expect(absent?.kind == .notFound)
        try PrivateFile.replace(path, with: Array(repeating: 1, count: 101))
        let large = #expect(throws: PlatformError.self) { try read() }
        #expect(large?.kind == .tooLarge)
    }
}
