import DeltaLake
import JSONColumns
import ObjectStorage

/// The texts of a log, deletion vectors, and the conditions that tables have.
///
/// The first byte of an input says which of them it is.
enum LogFuzzing {
    static func run(_ bytes: [UInt8]) {
        guard let kind = bytes.first.map({ $0 % 12 }) else { return }
        let text = Array(bytes.dropFirst())
        FuzzedTable.allowingRefusal {
            let store = MemoryStore()
            switch kind {
            case 0...5:
                try place(text, kind: kind, in: store)
                try FuzzedTable.readAll(store)
            case 6, 7:
                // A schema whose columns have other names in files.
                let commit = FuzzedTable.commit(
                    schema: String(decoding: text, as: UTF8.self),
                    with: [
                        "delta.columnMapping.mode": .string(kind == 6 ? "name" : "id"),
                        "delta.columnMapping.maxColumnId": .string("9"),
                    ])
                try put(commit, "00000000000000000000.json", in: store)
                try FuzzedTable.readAll(store)
                try WriteFuzzing.append(to: store)
            case 8: WriteFuzzing.evaluate(String(decoding: text, as: UTF8.self))
            case 9: try WriteFuzzing.constrain(String(decoding: text, as: UTF8.self), in: store)
            case 10: try WriteFuzzing.delete(String(decoding: text, as: UTF8.self), in: store)
            default: try WriteFuzzing.commit(against: text, in: store)
            }
        }
    }

    private static func place(_ text: [UInt8], kind: UInt8, in store: MemoryStore) throws {
        switch kind {
        case 0:
            try put(text, "00000000000000000000.json", in: store)
        case 1:
            try put(FuzzedTable.firstCommit, "00000000000000000000.json", in: store)
            try put(text, "00000000000000000001.json", in: store)
        case 2:
            try put(FuzzedTable.firstCommit, "00000000000000000000.json", in: store)
            try put(text, "_last_checkpoint", in: store)
            try put(text, "00000000000000000000.crc", in: store)
        case 3:
            // The whole state, as a checkpoint of lines.
            let name = "00000000000000000000.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json"
            try put(FuzzedTable.firstCommit, "00000000000000000000.json", in: store)
            try put(text, name, in: store)
        case 4:
            try put(FuzzedTable.firstCommit, "00000000000000000000.json", in: store)
            try put(FuzzedTable.commitWithVector, "00000000000000000001.json", in: store)
            try store.put(FuzzedTable.vector, text)
        default:
            // A schema, as the metadata of a table.
            let commit = FuzzedTable.commit(
                schema: String(decoding: text, as: UTF8.self), with: [:])
            try put(commit, "00000000000000000000.json", in: store)
        }
    }

    private static func put(_ bytes: [UInt8], _ name: String, in store: MemoryStore) throws {
        try store.put(FuzzedTable.log.appending(name), bytes)
    }
}
