internal import CMicroHTTPD
internal import Glibc
internal import Platform

/// libmicrohttpd's server with its thread.
@safe final class Daemon: @unchecked Sendable {
    // Proof: nothing is written after `init`; libmicrohttpd guards what it points to.
    private let pointer: OpaquePointer
    /// Retained for the callbacks until the daemon has ended.
    private let service: Service
    /// Where it listens.
    let port: Int

    init(
        port: UInt16, address: String, tls: ServerTLS?, limits: ServerLimits, service: Service
    ) throws(HTTPServerError) {
        let place = try SocketAddress(address, port: port)
        var flags = MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
        if place.isIPv6 { flags |= MHD_USE_IPv6.rawValue }
        if tls != nil { flags |= MHD_USE_TLS.rawValue }
        let options = DaemonOptions(limits: limits, tls: tls)
        let context = unsafe Unmanaged.passRetained(service).toOpaque()
        let started = unsafe place.withPointer { address in
            unsafe options.withPointer { options in
                unsafe mhd_start(
                    flags, address, noteTarget, answer, forgetExchange, context, options)
            }
        }
        guard let started = unsafe started else {
            let reason = systemReason(errno)
            unsafe Unmanaged<Service>.fromOpaque(context).release()
            let what = tls == nil ? "" : ", or the certificate and its key do not fit"
            throw HTTPServerError(
                "no server at \(address) port \(port): \(reason)\(what). "
                    + "is the port taken? port 0 takes a free one")
        }
        unsafe pointer = started
        self.service = service
        self.port = unsafe Int(mhd_port(started)?.pointee.port ?? port)
    }

    /// Ends it; to be called once.
    func stop() {
        let listener = unsafe MHD_quiesce_daemon(pointer)
        // A connection that is still suspended would make the next call abort.
        service.suspended.close()
        unsafe MHD_stop_daemon(pointer)
        if listener >= 0 { _ = Glibc.close(listener) }
        unsafe Unmanaged.passUnretained(service).release()
    }
}

/// The options of a daemon, whose texts live as long as this.
private struct DaemonOptions {
    let limits: ServerLimits
    let tls: ServerTLS?

    /// Lends the options, ended as libmicrohttpd wants it.
    func withPointer<Result>(_ body: (UnsafePointer<MHD_OptionItem>?) -> Result) -> Result {
        let numbers: [(MHD_OPTION, Int)] = [
            (.CONNECTION_MEMORY_LIMIT, limits.connectionBytesMax),
            (.CONNECTION_LIMIT, limits.connectionsMax),
            (.CONNECTION_TIMEOUT, Int(max(1, limits.idleTimeout.components.seconds))),
        ]
        let texts: [(MHD_OPTION, String?)] = [
            (.HTTPS_MEM_CERT, tls?.certificate), (.HTTPS_MEM_KEY, tls?.key),
            (.HTTPS_MEM_TRUST, tls?.clientAuthorities),
        ]
        var items = unsafe numbers.map { option, value in
            unsafe MHD_OptionItem(option: option, value: value, ptr_value: nil)
        }
        for case (let option, let text?) in texts {
            let copy = unsafe text.withCString { unsafe strdup($0) }
            unsafe items.append(MHD_OptionItem(option: option, value: 0, ptr_value: copy))
        }
        unsafe items.append(MHD_OptionItem(option: .END, value: 0, ptr_value: nil))
        defer { unsafe items.forEach { unsafe free($0.ptr_value) } }
        return unsafe items.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
}
