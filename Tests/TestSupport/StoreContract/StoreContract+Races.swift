import Foundation
import ObjectStorage
import Synchronization
import Testing

extension StoreContract {
    static let races = [
        StoreContract("who reads while others write sees one whole object or another") { store in
            let path = try StorePath("a/object")
            let sizes = [0, 1, 7_000, 70_000]
            try store.put(path, [])
            DispatchQueue.concurrentPerform(iterations: 4) { thread in
                for round in 0..<20 {
                    #expect(throws: Never.self) {
                        if thread == 0 {
                            let size = sizes[round % sizes.count]
                            try store.put(path, [UInt8](repeating: UInt8(size % 251), count: size))
                        } else {
                            let seen = try store.get(path)
                            let byte = UInt8(seen.count % 251)
                            #expect(sizes.contains(seen.count))
                            #expect(seen == [UInt8](repeating: byte, count: seen.count))
                            #expect(try sizes.contains(store.head(path).size))
                        }
                    }
                }
            }
        },
        StoreContract("a listing has, once, what is there while others come and go") { store in
            let steady = try (0..<40).map { try StorePath("t/\($0 % 4)/\($0)") }
            for path in steady { try store.put(path, [1]) }
            DispatchQueue.concurrentPerform(iterations: 3) { thread in
                for round in 0..<20 {
                    #expect(throws: Never.self) {
                        if thread == 0 {
                            let listed = try store.list(.root).map(\.path)
                            #expect(listed.filter { steady.contains($0) } == steady.sorted())
                            #expect(zip(listed, listed.dropFirst()).allSatisfy { $0 < $1 })
                        } else {
                            let path = try StorePath("t/\(round % 6)/passing-\(thread)")
                            try store.put(path, [2])
                            try store.delete(path)
                        }
                    }
                }
            }
        },
        StoreContract("of many threads that end an upload of one object, one creates it") { store in
            let path = try StorePath("log/1.checkpoint.parquet")
            let created = Mutex<[UInt8]>([])
            DispatchQueue.concurrentPerform(iterations: 8) { thread in
                #expect(throws: Never.self) {
                    let upload = try store.beginPut(path)
                    for _ in 0..<3 { try upload.append([UInt8(thread)].span) }
                    if try upload.finishIfAbsent() == .created {
                        created.withLock { $0.append(UInt8(thread)) }
                    }
                }
            }
            let winners = created.withLock { $0 }
            #expect(winners.count == 1)
            #expect(try store.get(path) == winners.flatMap { [$0, $0, $0] })
            #expect(try store.list(.root).count == 1)
        },
        StoreContract("many may delete one object") { store in
            let path = try StorePath("a/object")
            try store.put(path, [1])
            DispatchQueue.concurrentPerform(iterations: 8) { _ in
                #expect(throws: Never.self) { try store.delete(path) }
            }
            #expect(try store.getIfPresent(path) == nil)
        },
    ]
}
