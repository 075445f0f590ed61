import Synchronization

/// An upload of a faulty store.
final class FaultyUpload: ObjectUpload {
    private enum Stage {
        case open
        /// It took effect, but its answer was lost.
        case ended
        /// A part of it is in place: whatever follows fails.
        case torn
    }

    private let store: FaultyStore
    private let base: any ObjectUpload
    private let path: StorePath
    private let stage = Mutex(Stage.open)

    init(store: FaultyStore, base: any ObjectUpload, path: StorePath) {
        self.store = store
        self.base = base
        self.path = path
    }

    func append(_ bytes: Span<UInt8>) throws {
        let half = bytes.extracting(first: bytes.count / 2)
        try store.perform(
            .append, path, byteCount: bytes.count,
            tear: {
                try whole()
                try base.append(half)
                try tear()
            },
            {
                try whole()
                try base.append(bytes)
            })
    }

    func finish() throws {
        try store.perform(.finish, path, tear: tear) {
            if try !whole() { return }
            try base.finish()
            end()
        }
    }

    func finishIfAbsent() throws -> PutOutcome {
        try store.perform(.finishIfAbsent, path, tear: tear) {
            // A cloud that is asked again finds the object there, and not whose it is.
            if try !whole() { return .exists }
            let outcome = try base.finishIfAbsent()
            end(outcome)
            return outcome
        }
    }

    func abort() {
        let isOpen = stage.withLock { $0 == .open }
        if isOpen, !store.isCrashed { base.abort() }
    }

    /// Whether the upload goes on; throws when it is torn.
    @discardableResult
    private func whole() throws -> Bool {
        let stage = stage.withLock { $0 }
        if stage == .torn { throw StoreError(.corrupt, "the upload is torn", path: path) }
        return stage == .open
    }

    private func end(_ outcome: PutOutcome = .created) {
        stage.withLock { $0 = .ended }
        if outcome == .created { store.remember(path) }
    }

    private func tear() throws {
        guard try whole() else { return }
        try base.finish()
        stage.withLock { $0 = .torn }
    }
}
