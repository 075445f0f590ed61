import Glibc

/// Standard output or standard error.
public struct StandardStream: Sendable {
    /// Where results go.
    public static let output = StandardStream(descriptor: STDOUT_FILENO, name: "standard output")
    /// Where errors, logs and progress go.
    public static let error = StandardStream(descriptor: STDERR_FILENO, name: "standard error")

    private let descriptor: CInt
    private let name: String

    /// Writes all of the bytes, in one system call where the system lets it.
    ///
    /// - Throws: `PlatformError`, of kind `brokenPipe` when the reader has gone (where SIGPIPE is
    ///   ignored; else the process ends there, as a filter should).
    public func write(_ bytes: [UInt8]) throws {
        var position = 0
        while position < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor, buffer.baseAddress.map { unsafe $0 + position },
                    buffer.count - position)
            }
            if written >= 0 {
                position += written
            } else {
                try recover(from: errno)
            }
        }
    }

    /// Writes the text as UTF-8.
    public func write(_ text: String) throws {
        try write(Array(text.utf8))
    }

    /// True if a person is likely to read it as it is written.
    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// The width of the terminal; nil if it is none or does not tell.
    public var columns: Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Returns if the write can be tried again.
    private func recover(from code: CInt) throws {
        switch code {
        case EINTR:
            return
        case EAGAIN:
            // Someone made the pipe non-blocking (ssh and some supervisors do).
            var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = unsafe poll(&poller, 1, -1)
        case EPIPE:
            throw PlatformError(.brokenPipe, "the reader of \(name) has gone")
        default:
            throw PlatformError(.system, "cannot write to \(name): \(systemReason(code))")
        }
    }
}
