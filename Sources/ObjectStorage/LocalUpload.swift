import Synchronization

/// An upload to a local store: a temporary file that gets the object's name when it ends.
final class LocalUpload: ObjectUpload {
    private enum Stage {
        /// Pieces may follow.
        case open
        /// The object has its name, which may not be durable yet.
        case placed
        /// The file could not be made durable. The system has forgotten which pages failed, so
        /// that another try would succeed and prove nothing.
        case failed(StoreError)
        case ended
    }

    private struct State: ~Copyable {
        let file: File
        /// The bytes appended; the file is longer after a write that failed half-way.
        var size = 0
        var stage = Stage.open
    }

    private let store: LocalStore
    private let path: StorePath
    private let temporary: String
    private let state: Mutex<State>

    init(store: LocalStore, path: StorePath, file: consuming File) {
        self.store = store
        self.path = path
        temporary = file.path
        state = Mutex(State(file: file))
    }

    deinit { abort() }

    func append(_ bytes: Span<UInt8>) throws {
        try state.withLock { state in
            switch state.stage {
            case .open: break
            case .failed(let error): throw error
            case .placed, .ended:
                preconditionFailure("nothing is appended to an upload that has ended")
            }
            try at(path) { try state.file.write(bytes, at: state.size) }
            state.size += bytes.count
        }
    }

    func finish() throws {
        _ = try end { name in
            try File.rename(temporary, to: name)
            return true
        }
    }

    func finishIfAbsent() throws -> PutOutcome {
        try end { name in
            guard try File.link(temporary, to: name) else { return false }
            try? File.remove(temporary)
            return true
        } ? .created : .exists
    }

    func abort() {
        state.withLock { state in
            switch state.stage {
            case .open, .failed: try? File.remove(temporary)
            case .placed, .ended: break
            }
            state.stage = .ended
        }
    }

    /// Ends the upload by giving the file its name; false when `place` finds that taken.
    private func end(place: (_ name: String) throws -> Bool) throws -> Bool {
        try state.withLock { state in
            if case .open = state.stage {
                try at(path) { try settle(&state) }
                guard try at(path, { try place(store.fullName(path)) }) else {
                    try? File.remove(temporary)
                    state.stage = .ended
                    return false
                }
                state.stage = .placed
            }
            switch state.stage {
            case .placed: try syncName()
            case .failed(let error): throw error
            case .open, .ended: preconditionFailure("an upload ends once")
            }
            state.stage = .ended
            return true
        }
    }

    /// Makes the file durable with what was appended and no more.
    private func settle(_ state: inout State) throws {
        if try state.file.status().size != state.size {
            try state.file.truncate(to: state.size)
        }
        do {
            try state.file.sync()
        } catch let error as StoreError {
            state.stage = .failed(StoreError(error.kind, error.message, path: path))
            throw error
        }
    }

    /// Makes the name durable, after which the object cannot be taken back: a failure decides
    /// nothing.
    private func syncName() throws {
        do {
            try store.syncFolder(path.parent)
        } catch let error as StoreError {
            throw StoreError(
                .ambiguous, "written, but perhaps not durable: \(error.message)", path: path)
        }
    }
}
