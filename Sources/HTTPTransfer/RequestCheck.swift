/// What is wrong with requests before anything is sent.
///
/// A line feed in a header would begin another header, or another request.
enum RequestCheck {
    /// Header fields that the transport itself sets from the body and the connection.
    private static let own = ["content-length", "transfer-encoding", "connection", "expect"]

    static func check(_ request: HTTPRequest) throws(HTTPFailure) {
        guard isToken(request.method), request.method.utf8.count <= 32,
            request.method.uppercased() == request.method, request.method != "CONNECT"
        else {
            throw HTTPFailure(.invalid, "the method is none. give it in capitals, such as GET")
        }
        for header in request.headers {
            guard isToken(header.name) else {
                throw HTTPFailure(
                    .invalid, "a header's name is empty or has characters that no name may have")
            }
            guard !own.contains(header.name.lowercased()) else {
                throw HTTPFailure(
                    .invalid, "the header `\(header.name)` is set by the transport. leave it out")
            }
            guard header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                throw HTTPFailure(
                    .invalid, "the value of the header `\(header.name)` has a control character")
            }
        }
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
