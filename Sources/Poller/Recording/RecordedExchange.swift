import Bytes
import HTTPTransfer
import JSONColumns

/// One line of a recording: a request without secrets, and what came of it.
struct RecordedExchange: Sendable {
    /// The source that asked.
    let source: String
    /// When the answer came, in nanoseconds since the epoch.
    let time: Int64
    let method: String
    let url: String
    let headers: [HTTPHeader]
    let body: [UInt8]?
    let outcome: Result<HTTPResponse, HTTPFailure>

    init(
        _ request: HTTPRequest, _ outcome: Result<HTTPResponse, HTTPFailure>,
        _ redaction: ExchangeRedaction, source: String, at time: Int64
    ) {
        self.source = source
        self.time = time
        method = request.method
        url = redaction.url(request.url)
        headers = redaction.headers(request.headers)
        body = request.body.map { redaction.body($0, request.headers) }
        switch outcome {
        case .success(let response):
            self.outcome = .success(
                HTTPResponse(
                    status: response.status, headers: redaction.headers(response.headers),
                    body: redaction.body(response.body, response.headers)))
        case .failure(let failure):
            let description = redaction.text(failure.description)
            self.outcome = .failure(HTTPFailure(failure.kind, description))
        }
    }

    /// The exchange as a line of JSON, its line feed included.
    var line: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("source", source)
        writer.member("time", RFC3339.text(time))
        writer.member("method", method)
        writer.member("url", url)
        Self.write(headers, to: &writer)
        if let body { Self.write(body, to: &writer) }
        switch outcome {
        case .success(let response):
            writer.name("response")
            writer.beginObject()
            writer.member("status", response.status)
            Self.write(response.headers, to: &writer)
            Self.write(response.body, to: &writer)
            writer.endObject()
        case .failure(let failure):
            writer.name("failure")
            writer.beginObject()
            writer.member("kind", failure.kind.rawValue)
            writer.member("description", failure.description)
            writer.endObject()
        }
        writer.endObject()
        writer.endLine()
        return writer.copy()
    }

    /// Reads a line.
    init(_ value: JSONValue) throws(PollProblem) {
        source = try Self.text("source", of: value)
        guard let time = RFC3339.nanoseconds(try Self.text("time", of: value)) else {
            throw PollProblem("`time` is no time")
        }
        self.time = time
        method = try Self.text("method", of: value)
        url = try Self.text("url", of: value)
        headers = try Self.headers(of: value)
        body = try Self.body(of: value)
        if let response = value["response"] {
            guard let status = response["status"]?.int64, (100...999).contains(status) else {
                throw PollProblem("`status` is no number from 100 to 999")
            }
            outcome = .success(
                HTTPResponse(
                    status: Int(status), headers: try Self.headers(of: response),
                    body: try Self.body(of: response) ?? []))
        } else if let failure = value["failure"] {
            guard let kind = HTTPFailure.Kind(rawValue: try Self.text("kind", of: failure)) else {
                throw PollProblem("`kind` is no kind of failure")
            }
            outcome = .failure(HTTPFailure(kind, try Self.text("description", of: failure)))
        } else {
            throw PollProblem("neither `response` nor `failure` is there")
        }
    }

    private static func write(_ headers: [HTTPHeader], to writer: inout JSONWriter) {
        writer.name("headers")
        writer.beginArray()
        for header in headers {
            writer.beginArray()
            writer.string(header.name)
            writer.string(header.value)
            writer.endArray()
        }
        writer.endArray()
    }

    /// As text where it is some, so that people can read and change it.
    private static func write(_ body: [UInt8], to writer: inout JSONWriter) {
        if let text = String(validating: body, as: UTF8.self) {
            writer.member("body", text)
        } else {
            writer.member("bodyBase64", Base64.text(of: body))
        }
    }

    private static func text(_ name: String, of value: JSONValue) throws(PollProblem) -> String {
        guard let text = value[name]?.string else { throw PollProblem("`\(name)` is no text") }
        return text
    }

    private static func headers(of value: JSONValue) throws(PollProblem) -> [HTTPHeader] {
        guard let pairs = value["headers"]?.array else {
            throw PollProblem("`headers` is no list")
        }
        var headers: [HTTPHeader] = []
        for pair in pairs {
            guard let parts = pair.array, parts.count == 2, let name = parts[0].string,
                let content = parts[1].string
            else { throw PollProblem("a header is no pair of texts") }
            headers.append(HTTPHeader(name, content))
        }
        return headers
    }

    private static func body(of value: JSONValue) throws(PollProblem) -> [UInt8]? {
        if let text = value["body"]?.string { return Array(text.utf8) }
        guard let encoded = value["bodyBase64"] else { return nil }
        guard let bytes = encoded.string.flatMap(Base64.bytes) else {
            throw PollProblem("`bodyBase64` is no base64")
        }
        return bytes
    }
}
