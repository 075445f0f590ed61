internal import Glibc

/// An address and a port as sockets take them.
struct SocketAddress {
    private var ipv4 = sockaddr_in()
    private var ipv6 = sockaddr_in6()
    /// True for an address of IPv6.
    let isIPv6: Bool

    init(_ address: String, port: UInt16) throws(HTTPServerError) {
        isIPv6 = address.utf8.contains(UInt8(ascii: ":"))
        let isRead: CInt
        if isIPv6 {
            ipv6.sin6_family = sa_family_t(AF_INET6)
            ipv6.sin6_port = port.bigEndian
            isRead = unsafe inet_pton(AF_INET6, address, &ipv6.sin6_addr)
        } else {
            ipv4.sin_family = sa_family_t(AF_INET)
            ipv4.sin_port = port.bigEndian
            isRead = unsafe inet_pton(AF_INET, address, &ipv4.sin_addr)
        }
        guard isRead == 1 else {
            throw HTTPServerError(
                "`\(address)` is no address. give numbers, such as 127.0.0.1, ::1 or 0.0.0.0")
        }
    }

    /// Lends it.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        if isIPv6 {
            return unsafe withUnsafePointer(to: ipv6) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    unsafe body(address)
                }
            }
        }
        return unsafe withUnsafePointer(to: ipv4) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe body(address)
            }
        }
    }
}
