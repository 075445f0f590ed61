/// Decides whether this program may read or write a table; refusals name what is missing.
enum ProtocolGate {
    /// - Throws: `DeltaError` of kind `unsupported`, which names the features or the version.
    static func checkReading(_ needs: TableProtocol) throws {
        let missing = needs.featuresOfReaders.filter {
            TableFeature.named($0)?.isReadable != true
        }
        if needs.minReaderVersion > 3 {
            throw DeltaError(
                .unsupported, "the table needs reader version \(needs.minReaderVersion)")
        }
        if !missing.isEmpty { throw refusal("read", missing) }
    }

    /// - Throws: `DeltaError` of kind `unsupported`, which names the features or the version.
    static func checkWriting(_ needs: TableProtocol, _ metadata: TableMetadata) throws {
        if needs.minWriterVersion > 7 {
            throw DeltaError(
                .unsupported, "the table needs writer version \(needs.minWriterVersion)")
        }
        let missing = needs.featuresOfWriters.filter { name in
            switch TableFeature.named(name)?.writing ?? .refused {
            case .supported: false
            case .whileUnused(let isUsed): isUsed(metadata)
            case .refused: true
            }
        }
        if !missing.isEmpty { throw refusal("written", missing) }
    }

    private static func refusal(_ verb: String, _ features: [String]) -> DeltaError {
        DeltaError(
            .unsupported,
            "the table cannot be \(verb): it uses \(features.joined(separator: ", ")), "
                + "which is not supported")
    }
}

extension TableProtocol {
    /// What readers must know: what is listed, or what the version implies.
    var featuresOfReaders: [String] {
        if minReaderVersion >= 3 { return readerFeatures ?? [] }
        return TableFeature.known.filter { ($0.readerVersion ?? .max) <= minReaderVersion }
            .map(\.name)
    }

    /// What writers must know: what is listed, or what the version implies.
    var featuresOfWriters: [String] {
        if minWriterVersion >= 7 { return writerFeatures ?? [] }
        return TableFeature.known.filter { ($0.writerVersion ?? .max) <= minWriterVersion }
            .map(\.name)
    }

    /// Whether readers and writers must know a feature.
    func hasFeature(_ name: String) -> Bool {
        featuresOfWriters.contains { $0.isSame(as: name) }
            || featuresOfReaders.contains { $0.isSame(as: name) }
    }
}
