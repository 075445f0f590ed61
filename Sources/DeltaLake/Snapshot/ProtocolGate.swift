/// Decides whether this program may read or write a table; refusals name what is missing.
enum ProtocolGate {
    /// Reader features that need nothing of a reader, or that this one has.
    private static let readable: Set<String> = ["timestampNtz", "vacuumProtocolCheck"]
    /// Writer features that this writer has, or refuses only where they are in use.
    private static let writable: Set<String> = [
        "appendOnly", "invariants", "timestampNtz", "vacuumProtocolCheck",
    ]

    static func checkReading(_ needs: TableProtocol) throws {
        switch needs.minReaderVersion {
        case ...1:
            return
        case 2:
            throw refusal("read", ["columnMapping"])
        case 3:
            let unknown = (needs.readerFeatures ?? []).filter { !readable.contains($0) }
            if !unknown.isEmpty { throw refusal("read", unknown) }
        default:
            throw DeltaError(
                .unsupported, "the table needs reader version \(needs.minReaderVersion)")
        }
    }

    static func checkWriting(_ needs: TableProtocol, _ metadata: TableMetadata) throws {
        switch needs.minWriterVersion {
        case ...2:
            break
        case 3...6:
            let implied = [
                "checkConstraints", "changeDataFeed and generatedColumns", "columnMapping",
                "identityColumns",
            ]
            throw refusal("written", Array(implied.prefix(needs.minWriterVersion - 2)))
        case 7:
            let unknown = (needs.writerFeatures ?? []).filter { !writable.contains($0) }
            if !unknown.isEmpty { throw refusal("written", unknown) }
        default:
            throw DeltaError(
                .unsupported, "the table needs writer version \(needs.minWriterVersion)")
        }
        if metadata.schemaText.contains("\"delta.invariants\"") {
            throw refusal("written", ["invariants on columns"])
        }
    }

    private static func refusal(_ verb: String, _ features: [String]) -> DeltaError {
        DeltaError(
            .unsupported,
            "the table cannot be \(verb): it uses \(features.joined(separator: ", ")), "
                + "which is not supported")
    }
}
