import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct FileLockTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("token.lock")
    }

    @Test("one at a time has it, and it is free when that one lets go")
    func oneAtATime() throws {
        for _ in 0..<3 {
            let mine = try FileLock.take(path)
            #expect(mine != nil)
            #expect(try FileLock.take(path) == nil)
            #expect(try FileLock.take(folder.path("other.lock")) != nil)
            withExtendedLifetime(mine) {}
        }
    }

    @Test("another process that has it keeps everybody out, until it is killed")
    func otherProcess() throws {
        let holder = try ProcessRun(
            "flock", ["--no-fork", path, "sh", "-c", "echo held; exec sleep 60"])
        #expect(holder.wait(seconds: 20) { $0.output.contains("held") })
        #expect(try FileLock.take(path) == nil)
        holder.kill(SIGKILL)
        _ = holder.wait(seconds: 20)
        #expect(try FileLock.take(path) != nil)
    }

    @Test("the file stays, and is its owner's alone")
    func file() throws {
        #expect(try FileLock.take(path) != nil)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("a place without a folder is told")
    func refused() {
        let error = #expect(throws: PlatformError.self) { try FileLock.take("/nowhere/t.lock") }
        #expect(error?.kind == .notFound)
    }
}
