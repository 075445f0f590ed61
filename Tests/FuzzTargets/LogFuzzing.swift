import DeltaLake
import JSONColumns
import ObjectStorage

/// The texts of a log, and deletion vectors.
///
/// The first byte of an input says which of them it is.
enum LogFuzzing {
    static func run(_ bytes: [UInt8]) {
        guard let kind = bytes.first else { return }
        let text = Array(bytes.dropFirst())
        do {
            let store = MemoryStore()
            try place(text, kind: kind % 6, in: store)
            try FuzzedTable.readAll(store)
        } catch is DeltaError {
        } catch is StoreError {
        } catch {
            fatalError("an error of another kind: \(error)")
        }
    }

    private static func place(_ text: [UInt8], kind: UInt8, in store: MemoryStore) throws {
        let log = FuzzedTable.log
        switch kind {
        case 0:
            try store.put(log.appending("00000000000000000000.json"), text)
        case 1:
            try store.put(log.appending("00000000000000000000.json"), FuzzedTable.firstCommit)
            try store.put(log.appending("00000000000000000001.json"), text)
        case 2:
            try store.put(log.appending("00000000000000000000.json"), FuzzedTable.firstCommit)
            try store.put(log.appending("_last_checkpoint"), text)
            try store.put(log.appending("00000000000000000000.crc"), text)
        case 3:
            // The whole state, as a checkpoint of lines.
            let name = "00000000000000000000.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json"
            try store.put(log.appending("00000000000000000000.json"), FuzzedTable.firstCommit)
            try store.put(log.appending(name), text)
        case 4:
            try store.put(log.appending("00000000000000000000.json"), FuzzedTable.firstCommit)
            try store.put(
                log.appending("00000000000000000001.json"), FuzzedTable.commitWithVector)
            try store.put(FuzzedTable.vector, text)
        default:
            // A schema, as the metadata of a table.
            var writer = JSONWriter()
            writer.append(FuzzedTable.metadata(schema: String(decoding: text, as: UTF8.self)))
            let commit = FuzzedTable.protocolLine + writer.copy()
            try store.put(log.appending("00000000000000000000.json"), commit)
        }
    }
}
