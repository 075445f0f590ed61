internal import CMicroHTTPD
internal import Platform
internal import Synchronization

/// The connections that wait for a point in time, or for the server's end.
///
/// libmicrohttpd keeps a suspended connection as it is until it is resumed.
final class Suspended: Sendable {
    /// A connection of libmicrohttpd.
    @safe struct Connection: @unchecked Sendable {
        // Proof: resuming may be called from any thread.
        let pointer: OpaquePointer
    }

    private struct State: Sendable {
        var connections: [Int: Connection] = [:]
        var last = 0
        var isClosed = false
        /// Started when first needed.
        var alarms: Alarms?
    }

    private let state = Mutex(State())

    /// Suspends a connection, from within one of its callbacks.
    ///
    /// - Parameter delay: until it is resumed; nil is until `close`.
    /// - Returns: false, and nothing is suspended, once closed.
    func suspend(_ connection: Connection, for delay: Duration?) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.last += 1
            let number = state.last
            unsafe MHD_suspend_connection(connection.pointer)
            state.connections[number] = connection
            if let delay {
                let alarms = state.alarms ?? Alarms(name: "http-delay")
                state.alarms = alarms
                alarms.after(delay) { [weak self] in self?.resume(number) }
            }
            return true
        }
    }

    /// Resumes all, and suspends none any more.
    func close() {
        let alarms = state.withLock { state in
            state.isClosed = true
            for connection in state.connections.values {
                unsafe MHD_resume_connection(connection.pointer)
            }
            state.connections = [:]
            defer { state.alarms = nil }
            return state.alarms
        }
        alarms?.close()
    }

    private func resume(_ number: Int) {
        state.withLock { state in
            guard let connection = state.connections.removeValue(forKey: number) else { return }
            unsafe MHD_resume_connection(connection.pointer)
        }
    }
}
