import ObjectStorage
import Testing

extension StoreContract {
    static let wholeObjects = [
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
        StoreContract("a large object is put and got, whole, in part, and from its end") { store in
            let path = try StorePath("large")
            let count = 9 << 20
            var bytes = [UInt8](repeating: 3, count: count)
            bytes[5 << 20] = 7
            try store.put(path, bytes)
            #expect(try store.get(path) == bytes)
            #expect(try store.getRange(path, offset: 5 << 20, count: 2) == [7, 3])
            #expect(try store.getSuffix(path, count: 4 << 20).bytes.count == 4 << 20)
        },
        StoreContract("a folder is no object") { store in
            try store.put(try StorePath("folder/object"), [1])
            expect(.notFound) { _ = try store.get(try StorePath("folder")) }
            expect(.notFound) { _ = try store.head(try StorePath("folder")) }
            try store.delete(try StorePath("folder"))
            #expect(try store.list(.root).map(\.path.text) == ["folder/object"])
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
}
