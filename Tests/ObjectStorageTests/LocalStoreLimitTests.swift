import Foundation
import Glibc
import ObjectStorage
import TestSupport
import Testing

/// What the system refuses: each in a process of its own, whose rights and limits are cut.
@Suite("A local store that may not or cannot write")
struct LocalStoreLimitTests {
    /// Fails the process when something is not as it should be.
    private static func require(_ condition: Bool, _ what: String) {
        if !condition { fail(what) }
    }

    private static func fail(_ what: String) -> Never {
        print(what)
        exit(1)
    }

    private static func allow(_ mode: Int, _ path: String) {
        do {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        } catch {
            fail("\(error)")
        }
    }

    private static func kind(of body: () throws -> Void) -> StoreError.Kind? {
        do {
            try body()
            return nil
        } catch {
            return (error as? StoreError)?.kind
        }
    }

    @Test("without room nothing of an object is seen or left, and what was there stays")
    func outOfSpace() async throws {
        let folder = try TemporaryFolder()
        let root = folder.path
        // Stands in for a full disk, which a test cannot make: a limit on the size of files.
        await #expect(processExitsWith: .success) { [root = root as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1 << 16, rlim_max: 1 << 16)
            Self.require(unsafe setrlimit(__rlimit_resource_t(1), &limit) == 0, "setrlimit")
            let store = LocalStore(root: root)
            let path = try StorePath("a/x")
            try store.put(path, [1])
            let much = [UInt8](repeating: 2, count: 1 << 17)
            Self.require(Self.kind { try store.put(path, much) } == .outOfSpace, "put")
            let other = try StorePath("a/y")
            Self.require(
                Self.kind { _ = try store.putIfAbsent(other, much) } == .outOfSpace, "putIfAbsent")
            let upload = try store.beginPut(other)
            try upload.append([3].span)
            Self.require(Self.kind { try upload.append(much.span) } == .outOfSpace, "append")
            // A part of the piece may lie in the file; it is no part of the object.
            try upload.append([4].span)
            try upload.finish()
            Self.require(try store.get(other) == [3, 4], "the upload went on")
            Self.require(try store.get(path) == [1], "what was there")
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(root)/a")
            Self.require(names.sorted() == ["x", "y"], "left: \(names)")
        }
    }

    @Test("where the rights are missing, reading and writing are denied and nothing changes")
    func denied() async throws {
        let folder = try TemporaryFolder()
        let root = folder.path
        await #expect(processExitsWith: .success) { [root = root as String] in
            let store = LocalStore(root: root)
            for name in ["open/x", "closed/x", "unreadable/x"] {
                try store.put(try StorePath(name), [1])
            }
            Self.allow(0o555, "\(root)/closed")
            Self.allow(0o000, "\(root)/unreadable/x")
            Self.allow(0o000, "\(root)/unreadable")
            Self.allow(0o755, root)
            // Root may do everything: become nobody.
            if geteuid() == 0 { Self.require(seteuid(65_534) == 0, "seteuid") }
            let closed = try StorePath("closed/x")
            let calls: [(String, () throws -> Void)] = [
                ("put", { try store.put(closed, [2]) }),
                ("putIfAbsent", { _ = try store.putIfAbsent(StorePath("closed/y"), [2]) }),
                ("beginPut", { _ = try store.beginPut(closed) }),
                ("delete", { try store.delete(closed) }),
                ("get", { _ = try store.get(StorePath("unreadable/x")) }),
                ("head", { _ = try store.head(StorePath("unreadable/x")) }),
                ("list", { _ = try store.list(StorePath("unreadable")) }),
                ("list all", { _ = try store.list(.root) }),
            ]
            for (name, call) in calls {
                let kind = Self.kind(of: call)
                Self.require(kind == .denied, "\(name): \(kind.map { "\($0)" } ?? "no error")")
            }
            Self.require(try store.get(closed) == [1], "a folder that is read-only can be read")
            Self.require(try store.list(StorePath("closed")).count == 1, "and listed")
        }
        Self.allow(0o755, folder.path("unreadable"))
    }
}
