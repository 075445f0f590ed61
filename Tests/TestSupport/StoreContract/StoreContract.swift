public import ObjectStorage
public import Testing

/// What every `ObjectStore` must do, as checks that run over any of them.
///
/// A suite for a store runs each of `StoreContract.checks` on a new, empty store.
public struct StoreContract: Sendable, CustomTestStringConvertible {
    /// What the check shows, as a sentence.
    public let testDescription: String
    /// The check itself.
    public let run: @Sendable (any ObjectStore) throws -> Void

    init(_ sentence: String, _ run: @escaping @Sendable (any ObjectStore) throws -> Void) {
        testDescription = sentence
        self.run = run
    }

    /// All checks.
    public static let checks = wholeObjects + names + conditionalWrites + uploads + listings + races
}

/// Expects a store's error of a kind.
func expect(
    _ kind: StoreError.Kind, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) {
    let error = #expect(throws: StoreError.self, sourceLocation: sourceLocation) { try body() }
    #expect(error?.kind == kind, sourceLocation: sourceLocation)
}
