import Foundation
public import ObjectStorage
import Synchronization
public import Testing

/// What every `ObjectStore` must do, as checks that run over any of them.
///
/// A suite for a store runs each of `StoreContract.checks` on a new, empty store.
public struct StoreContract: Sendable, CustomTestStringConvertible {
    /// What the check shows, as a sentence.
    public let testDescription: String
    /// The check itself.
    public let run: @Sendable (any ObjectStore) throws -> Void

    private init(_ sentence: String, _ run: @escaping @Sendable (any ObjectStore) throws -> Void) {
        testDescription = sentence
        self.run = run
    }

    /// All checks.
    public static let checks = wholeObjects + conditionalWrites + pieces + listings

    private static let wholeObjects = [
        StoreContract("what is put is got, whole and in part") { store in
            let path = try StorePath("a/b/object")
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            try store.put(path, bytes)
            #expect(try store.get(path) == bytes)
            #expect(try store.getRange(path, offset: 10, count: 5) == Array(bytes[10..<15]))
            #expect(try store.getRange(path, offset: 99_999, count: 50) == [bytes[99_999]])
            #expect(try store.getRange(path, offset: 100_000, count: 1).isEmpty)
            #expect(try store.getSuffix(path, count: 3).bytes == Array(bytes.suffix(3)))
            #expect(try store.getSuffix(path, count: 3).size == 100_000)
            #expect(try store.getSuffix(path, count: 100_001).bytes == bytes)
            #expect(try store.getSuffix(path, count: 0).bytes.isEmpty)
            #expect(try store.head(path).size == 100_000)
            #expect(try store.head(path).path == path)
        },
        StoreContract("a put replaces what was there, also by nothing") { store in
            let path = try StorePath("object")
            try store.put(path, [1, 2, 3])
            try store.put(path, [4])
            #expect(try store.get(path) == [4])
            try store.put(path, [])
            #expect(try store.get(path).isEmpty)
            #expect(try store.head(path).size == 0)
        },
        StoreContract("what is not there is not found, and deleting it is no error") { store in
            let path = try StorePath("a/missing")
            expect(.notFound) { _ = try store.get(path) }
            expect(.notFound) { _ = try store.getRange(path, offset: 0, count: 1) }
            expect(.notFound) { _ = try store.getSuffix(path, count: 1) }
            expect(.notFound) { _ = try store.head(path) }
            #expect(try store.getIfPresent(path) == nil)
            try store.delete(path)
        },
        StoreContract("a folder is no object") { store in
            try store.put(try StorePath("folder/object"), [1])
            expect(.notFound) { _ = try store.get(try StorePath("folder")) }
            expect(.notFound) { _ = try store.head(try StorePath("folder")) }
        },
        StoreContract("a range that begins outside of the object is invalid") { store in
            let path = try StorePath("object")
            try store.put(path, [1, 2, 3])
            expect(.invalid) { _ = try store.getRange(path, offset: 4, count: 1) }
            expect(.invalid) { _ = try store.getRange(path, offset: -1, count: 1) }
        },
        StoreContract("what is deleted is gone") { store in
            let path = try StorePath("a/object")
            try store.put(path, [1])
            try store.delete(path)
            #expect(try store.getIfPresent(path) == nil)
            #expect(try store.list(.root).isEmpty)
        },
    ]

    private static let conditionalWrites = [
        StoreContract("of two conditional puts the first one stays") { store in
            let path = try StorePath("log/1.json")
            #expect(try store.putIfAbsent(path, [1]) == .created)
            #expect(try store.putIfAbsent(path, [2]) == .exists)
            #expect(try store.get(path) == [1])
            try store.delete(path)
            #expect(try store.putIfAbsent(path, [3]) == .created)
            #expect(try store.get(path) == [3])
        },
        StoreContract("of many threads that put one object, one creates it") { store in
            for round in 0..<20 {
                let path = try StorePath("log/\(round).json")
                let created = Mutex<[Int]>([])
                DispatchQueue.concurrentPerform(iterations: 8) { writer in
                    let bytes = [UInt8](repeating: UInt8(writer), count: 1000)
                    if (try? store.putIfAbsent(path, bytes)) == .created {
                        created.withLock { $0.append(writer) }
                    }
                }
                let winners = created.withLock { $0 }
                #expect(winners.count == 1)
                #expect(
                    try store.get(path)
                        == winners.flatMap { id in
                            [UInt8](repeating: UInt8(id), count: 1000)
                        })
            }
        },
    ]

    private static let pieces = [
        StoreContract("an object that is written in pieces is their whole") { store in
            let path = try StorePath("data/part.parquet")
            let upload = try store.beginPut(path)
            var whole: [UInt8] = []
            for piece in 0..<10 {
                let bytes = [UInt8](repeating: UInt8(piece), count: piece * 1000)
                try upload.append(bytes.span)
                whole += bytes
            }
            try upload.finish()
            #expect(try store.get(path) == whole)
            #expect(try store.list(.root).map(\.size) == [whole.count])
        },
        StoreContract("of an object in pieces nothing is seen before it has ended") { store in
            let path = try StorePath("data/part.parquet")
            try store.put(path, [9])
            let upload = try store.beginPut(path)
            try upload.append([1, 2, 3].span)
            #expect(try store.get(path) == [9])
            #expect(try store.list(.root).map(\.size) == [1])
            try upload.append([4].span)
            try upload.finish()
            #expect(try store.get(path) == [1, 2, 3, 4])
        },
        StoreContract("of two uploads that must not overwrite the first to end stays") { store in
            let path = try StorePath("data/part.parquet")
            let uploads = try (0..<2).map { _ in try store.beginPut(path) }
            for (index, upload) in uploads.enumerated() {
                try upload.append([UInt8(index)].span)
            }
            #expect(try uploads[1].finishIfAbsent() == .created)
            #expect(try uploads[0].finishIfAbsent() == .exists)
            #expect(try store.get(path) == [1])
            #expect(try store.list(.root).count == 1)
        },
        StoreContract("an upload that is dropped leaves nothing to see, and can be begun anew") {
            store in
            let path = try StorePath("data/part.parquet")
            try store.beginPut(path).append([1, 2, 3].span)
            #expect(try store.list(.root).isEmpty)
            let upload = try store.beginPut(path)
            try upload.append([4].span)
            #expect(try upload.finishIfAbsent() == .created)
            #expect(try store.get(path) == [4])
            #expect(try store.removeAbandonedUploads(in: .root, before: .max) == 0)
        },
        StoreContract("an object that is given up is not there") { store in
            let path = try StorePath("data/part.parquet")
            let upload = try store.beginPut(path)
            try upload.append([1, 2, 3].span)
            upload.abort()
            upload.abort()
            #expect(try store.getIfPresent(path) == nil)
            #expect(try store.list(.root).isEmpty)
        },
        StoreContract("an object of no pieces is empty") { store in
            let path = try StorePath("data/empty")
            try store.beginPut(path).finish()
            #expect(try store.get(path).isEmpty)
        },
    ]

    private static let listings = [
        StoreContract("a listing has the objects of a folder by their paths' bytes") { store in
            let names = ["t/b", "t/a/z", "t/a-b", "t/a0", "t/a/b/c", "t/é", "u/x", "tt"]
            for name in names { try store.put(try StorePath(name), [1]) }
            let listed = try store.list(try StorePath("t")).map(\.path.text)
            #expect(listed == ["t/a-b", "t/a/b/c", "t/a/z", "t/a0", "t/b", "t/é"])
            #expect(try store.list(.root).count == names.count)
            #expect(try store.list(try StorePath("nowhere")).isEmpty)
            #expect(try store.list(try StorePath("t/b")).isEmpty)
        },
        StoreContract("a listing may start after a path, which need not be there") { store in
            for name in ["t/a", "t/b", "t/c/d", "t/c/e", "t/f"] {
                try store.put(try StorePath(name), [1])
            }
            func list(after start: String) throws -> [String] {
                try store.list(try StorePath("t"), startAfter: try StorePath(start))
                    .map(\.path.text)
            }
            #expect(try list(after: "t/b") == ["t/c/d", "t/c/e", "t/f"])
            #expect(try list(after: "t/c/d") == ["t/c/e", "t/f"])
            #expect(try list(after: "t/c") == ["t/c/d", "t/c/e", "t/f"])
            try store.put(try StorePath("t/c-d"), [1])
            #expect(try list(after: "t/c-") == ["t/c-d", "t/c/d", "t/c/e", "t/f"])
            #expect(try list(after: "t/c-d") == ["t/c/d", "t/c/e", "t/f"])
            try store.delete(try StorePath("t/c-d"))
            #expect(try list(after: "t/aa") == ["t/b", "t/c/d", "t/c/e", "t/f"])
            #expect(try list(after: "t/g").isEmpty)
            #expect(try list(after: "s").count == 5)
        },
        StoreContract("a listing of many objects comes in pages, and each object once") { store in
            let folder = try StorePath("t")
            let count = ObjectPage.countMax + 10
            // At once, since each waits for the disk.
            DispatchQueue.concurrentPerform(iterations: 32) { thread in
                for number in stride(from: thread, to: count, by: 32) {
                    // Some lie deeper; the order is that of the numbers all the same.
                    let name = number % 10 == 0 ? "\(10_000 + number)/x" : "\(10_000 + number)"
                    #expect(throws: Never.self) { try store.put(folder.appending(name), []) }
                }
            }
            let listing = store.listing(of: folder, startAfter: nil)
            var pages = [try listing.next()]
            while pages.last?.isLast == false {
                // What comes and goes meanwhile does no harm to the rest.
                try store.put(folder.appending("1/\(pages.count)"), [])
                try store.delete(folder.appending("1/\(pages.count - 1)"))
                pages.append(try listing.next())
            }
            let all = pages.flatMap(\.objects)
            #expect(pages.allSatisfy { $0.objects.count <= ObjectPage.countMax })
            #expect(all.count == count)
            #expect(zip(all, all.dropFirst()).allSatisfy { $0.path < $1.path })
            let rest = try store.list(folder, startAfter: all[500].path)
            #expect(rest.map(\.path) == all[501...].map(\.path))
        },
        StoreContract("names may have spaces, signs and letters of any script") { store in
            let path = try StorePath("t/d=2026-11-22 10:00/ü%25&+#?.parquet")
            try store.put(path, [7])
            #expect(try store.list(.root).map(\.path) == [path])
            #expect(try store.get(path) == [7])
        },
    ]
}

/// Expects a store's error of a kind.
private func expect(
    _ kind: StoreError.Kind, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) {
    let error = #expect(throws: StoreError.self, sourceLocation: sourceLocation) { try body() }
    #expect(error?.kind == kind, sourceLocation: sourceLocation)
}
