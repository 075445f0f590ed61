import Glibc

/// The system's text for an `errno` value.
package func systemReason(_ code: CInt) -> String {
    var text = [CChar](repeating: 0, count: 128)
    let size = text.count
    guard unsafe strerror_r(code, &text, size) == 0 else { return "error \(code)" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// Traps with the system's reason when a call that can only fail through a bug has failed.
func requireSuccess(_ code: CInt, _ call: StaticString) {
    precondition(code == 0, "\(call) failed: \(systemReason(code))")
}
