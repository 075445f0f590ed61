/// A request that was handed in, and whom to tell.
struct Submission: Sendable {
    let request: HTTPRequest
    let origin: HTTPOrigin
    let completion: @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
}

/// An exchange under way; stays on the transport's thread.
final class Transfer {
    let submission: Submission
    private(set) var easy: EasyHandle
    /// What is sent next: the request, or what a redirect made of it.
    var request: HTTPRequest
    /// Redirects followed.
    var redirects = 0
    /// What earlier hops took, in microseconds.
    var spent = 0

    /// What of the response went beyond a limit.
    private(set) var excess: String?
    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []
    private var headerBytes = 0
    private var isHeadComplete = false

    init(_ submission: Submission, on easy: EasyHandle) {
        self.submission = submission
        self.easy = easy
        request = submission.request
    }

    /// Forgets what came, for the next hop.
    func goOn(with easy: EasyHandle) {
        self.easy = easy
        headers = []
        body = []
        headerBytes = 0
        isHeadComplete = false
    }

    /// Takes a line of the head; false ends the exchange.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= request.limits.headerBytesMax else {
            excess = "header fields of more than \(request.limits.headerBytesMax) bytes"
            return false
        }
        let text = unsafe Self.trimmed(line[...])
        if unsafe line.starts(with: "HTTP/".utf8) {
            // One head may follow another: after `100 Continue`, or a challenge.
            headers = []
            isHeadComplete = false
        } else if text.isEmpty {
            isHeadComplete = true
        } else if !isHeadComplete {
            unsafe addHeader(line)
        }
        return true
    }

    /// Takes a piece of the body; false ends the exchange.
    func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= request.limits.bodyBytesMax - body.count else {
            excess = "a body of more than \(request.limits.bodyBytesMax) bytes"
            return false
        }
        unsafe body.append(contentsOf: piece)
        return true
    }

    private func addHeader(_ line: UnsafeRawBufferPointer) {
        let isContinued = unsafe line.first == 0x20 || line.first == 0x09
        if isContinued, let last = headers.indices.last {
            unsafe headers[last].value += " " + Self.trimmed(line[...])
            return
        }
        guard let colon = unsafe line.firstIndex(of: UInt8(ascii: ":")) else { return }
        unsafe headers.append(
            HTTPHeader(Self.trimmed(line[..<colon]), Self.trimmed(line[(colon + 1)...])))
    }

    /// The text without white space around it.
    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        let rest = unsafe bytes.drop(while: isSpace)
        let end = unsafe rest.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? rest.startIndex
        return unsafe String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
    }
}
