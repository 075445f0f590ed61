import Bytes
import Foundation
import ObjectStorage
import TestSupport
import Testing

@Suite("A local store")
struct LocalStoreTests {
    private let folder: TemporaryFolder
    private let store: LocalStore

    init() throws {
        folder = try TemporaryFolder()
        store = LocalStore(root: folder.path)
    }

    @Test("no temporary file is left, by winners, losers, or those who could not write")
    func leavesNothing() throws {
        let path = try StorePath("log/1.json")
        try store.put(path, [1])
        _ = try store.putIfAbsent(path, [2])
        _ = try store.putIfAbsent(try StorePath("log/2.json"), [2])
        try FileManager.default.createDirectory(
            atPath: folder.path("log/3.json"), withIntermediateDirectories: false)
        #expect(throws: StoreError.self) { try store.put(try StorePath("log/3.json"), [3]) }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("log"))
        #expect(names.sorted() == ["1.json", "2.json", "3.json"])
    }

    @Test("what a crash left under a temporary name is not listed and in nobody's way")
    func passesOverTemporaries() throws {
        let process = ProcessInfo.processInfo.processIdentifier
        try store.put(try StorePath("log/0.json"), [0])
        for number in 0..<20 {
            let name = folder.path("log/.1.json.\(process).\(number).tmp")
            try Data([9]).write(to: URL(fileURLWithPath: name))
        }
        #expect(try store.putIfAbsent(try StorePath("log/1.json"), [1]) == .created)
        #expect(try store.list(.root).map(\.path.text) == ["log/0.json", "log/1.json"])
        #expect(try store.get(try StorePath("log/1.json")) == [1])
    }

    @Test("two stores over one folder see each other's objects")
    func sharesAFolder() throws {
        let other = LocalStore(root: folder.path)
        let path = try StorePath("a/b/c")
        #expect(try store.putIfAbsent(path, [1]) == .created)
        #expect(try other.putIfAbsent(path, [2]) == .exists)
        try other.delete(path)
        #expect(try store.putIfAbsent(path, [3]) == .created)
    }

    @Test("what dead processes left of their uploads is removed by age, and nothing else")
    func removesAbandonedUploads() throws {
        let path = try StorePath("data/x")
        try store.put(path, [1])
        for name in [".x.1.1.tmp", ".x.1.2.tmp", "deep/.y.1.1.tmp", "deep/kept"] {
            let file = URL(fileURLWithPath: folder.path("data/\(name)"))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data([9]).write(to: file)
        }
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 2_000)],
            ofItemAtPath: folder.path("data/.x.1.2.tmp"))
        #expect(try store.removeAbandonedUploads(in: .root, before: 2_000_001) == 1)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("data"))
        #expect(names.sorted() == [".x.1.1.tmp", "deep", "x"])
        #expect(try store.removeAbandonedUploads(in: StorePath("data"), before: .max) == 2)
        #expect(try store.list(.root).map(\.path.text) == ["data/deep/kept", "data/x"])
    }

    @Test("the names of temporary files are refused, the longest names are not")
    func reservesNames() throws {
        let error = #expect(throws: StoreError.self) {
            try store.put(try StorePath("a/.x.tmp"), [1])
        }
        #expect(error?.kind == .invalid)
        let long = try StorePath("a/" + String(repeating: "é", count: 127))
        #expect(try store.putIfAbsent(long, [1]) == .created)
        #expect(try store.list(.root).map(\.path) == [long])
    }

    @Test("an object has the age of its file")
    func knowsAges() throws {
        let path = try StorePath("x")
        let before = Int64(Date().timeIntervalSince1970 * 1000) - 5000
        try store.put(path, [1])
        let modified = try store.head(path).modified
        #expect(modified > before && modified < before + 60_000)
    }

    @Test("a folder that went away is made again")
    func remakesFolders() throws {
        let path = try StorePath("a/b/c")
        try store.put(path, [1])
        try FileManager.default.removeItem(atPath: folder.path("a"))
        try store.put(path, [2])
        #expect(try store.get(path) == [2])
    }

    @Test("a listing shows what links to files stand for, and does not go into linked folders")
    func followsNoFolders() throws {
        try store.put(try StorePath("a/x"), [1, 2])
        for (name, destination) in [
            ("a/loop", folder.path("a")), ("a/out", "/usr"), ("a/y", "x"), ("a/none", "nowhere"),
        ] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path(name), withDestinationPath: destination)
        }
        let listed = try store.list(.root)
        #expect(listed.map(\.path.text) == ["a/x", "a/y"])
        #expect(listed.map(\.size) == [2, 2])
        #expect(try store.get(try StorePath("a/loop/x")) == [1, 2])
        try store.delete(try StorePath("a/y"))
        #expect(try store.get(try StorePath("a/x")) == [1, 2])
        #expect(try store.removeAbandonedUploads(in: .root, before: .max) == 0)
    }

    @Test("a directory of more names than are held is listed in order all the same")
    func listsInPieces() throws {
        var random = SplitMix64(seed: 3)
        var paths: [StorePath] = []
        for number in 0..<60 {
            let name = "t/\(random.next() % 100)\(number % 7 == 0 ? "/" : "-")\(number)"
            paths.append(try StorePath(name))
        }
        for path in paths { try store.put(path, []) }
        paths.sort()
        for held in [1, 2, 7, 59, 100] {
            let store = LocalStore(root: folder.path, heldNamesMax: held)
            #expect(try store.list(.root).map(\.path) == paths)
            for start in stride(from: 0, to: 60, by: 5) {
                let rest = try store.list(try StorePath("t"), startAfter: paths[start])
                #expect(rest.map(\.path) == Array(paths[(start + 1)...]))
            }
        }
    }

    @Test("a pipe is no object, and nobody waits for its writer")
    func refusesPipes() throws {
        try store.put(try StorePath("a/x"), [1])
        #expect(try run("mkfifo", [folder.path("a/pipe")]).status == 0)
        let error = #expect(throws: StoreError.self) { try store.get(try StorePath("a/pipe")) }
        #expect(error?.kind == .notFound)
        #expect(try store.list(.root).map(\.path.text) == ["a/x"])
    }

    @Test("an object cannot lie below another one, nor replace a folder of objects")
    func keepsFoldersApart() throws {
        try store.put(try StorePath("a/x"), [1])
        for name in ["a/x/y", "a/x/y/z", "a"] {
            let error = #expect(throws: StoreError.self) { try store.put(try StorePath(name), [2]) }
            #expect(error?.kind == .invalid, "\(name)")
        }
        try store.delete(try StorePath("a"))
        #expect(try store.list(.root).map(\.path.text) == ["a/x"])
    }

    @Test("where nothing can be written, that is said, with the path")
    func saysWhatFailed() throws {
        let path = try StorePath("a/x")
        let error = #expect(throws: StoreError.self) {
            try LocalStore(root: "/proc/nowhere").put(path, [1])
        }
        #expect(error?.path == path)
        #expect(error?.message.contains("mkdir") == true)
    }
}
