import Foundation
import ObjectStorage
import Synchronization
import Testing

extension StoreContract {
    static let conditionalWrites = [
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
}
