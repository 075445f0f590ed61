import Foundation
import ObjectStorage
import Testing

extension StoreContract {
    static let listings = [
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
    ]
}
