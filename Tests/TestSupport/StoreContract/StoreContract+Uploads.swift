import ObjectStorage
import Testing

extension StoreContract {
    static let uploads = [
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
}
