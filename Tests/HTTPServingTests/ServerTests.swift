import HTTPServing
import TestSupport
import Testing

/// The server, seen by Python's client.
@Suite struct ServerTests {
    /// Runs lines of Python with `connection` to a server.
    private func python(_ server: HTTPServer, _ lines: String) throws -> String {
        let script = """
            import http.client, socket, sys, time
            host, port = '127.0.0.1', int(sys.argv[1])
            connection = http.client.HTTPConnection(host, port, timeout=10)
            \(lines)
            """
        let result = try PythonEnvironment.required().run(script: script, ["\(server.port)"])
        #expect(result.status == 0, "\(result)")
        return result.output
    }

    @Test(
        "requests and answers are what Python's client sends and reads",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func exchange() throws {
        let server = try HTTPServer { request in
            ServedResponse(
                status: 201, headers: [ServedRequest.Field("X-Path", request.path)],
                body: request.body)
        }
        let output = try python(
            server,
            """
            for method, body in ('GET', None), ('POST', b'abc'), ('PUT', b'x' * 3000000):
                connection.request(method, '/a%2Fb?c=d', body)
                response = connection.getresponse()
                data = response.read()
                print(response.status, response.headers['X-Path'], len(data), data == (body or b''))
            """)
        #expect(
            output == "201 /a/b 0 True\n201 /a/b 3 True\n201 /a/b 3000000 True\n")
        server.stop()
        server.stop()
    }
}
