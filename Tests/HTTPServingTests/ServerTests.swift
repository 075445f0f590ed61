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

    @Test(
        "a connection is kept, also behind HEAD and errors, and closed where the client says so",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func keepAlive() throws {
        let server = try HTTPServer { request in
            request.path == "/" ? ServedResponse(text: "here") : ServedResponse(status: 404)
        }
        let output = try python(
            server,
            """
            for method, path in ('GET', '/'), ('HEAD', '/'), ('GET', '/x'), ('GET', '/'):
                connection.request(method, path)
                response = connection.getresponse()
                used = connection.sock
                print(response.status, response.headers['Content-Length'], response.read(), used is not None)
            connection.request('GET', '/', headers={'Connection': 'close'})
            response = connection.getresponse()
            print(response.read(), connection.sock)
            """)
        #expect(
            output == """
                200 4 b'here' True
                200 4 b'' True
                404 0 b'' True
                200 4 b'here' True
                b'here' None

                """)
    }

    @Test(
        "a body beyond the limit is refused, however it is sent",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func bodyLimit() throws {
        let server = try HTTPServer(limits: ServerLimits(bodyBytesMax: 1000)) { request in
            ServedResponse(text: "\(request.body.count)")
        }
        let output = try python(
            server,
            """
            def send(body, **options):
                connection = http.client.HTTPConnection(host, port, timeout=10)
                connection.request('POST', '/', body, **options)
                response = connection.getresponse()
                print(response.status, response.read())
            send(b'x' * 1000)
            send(b'x' * 1001)
            send(iter([b'x' * 500, b'y' * 500]), encode_chunked=True)
            send(iter([b'x' * 500, b'y' * 501]), encode_chunked=True)
            try:
                send(iter([b'x' * 1000] * 100000), encode_chunked=True)
            except OSError as error:
                print('cut')
            """)
        #expect(
            output == """
                200 b'1000'
                413 b'the body is larger than 1000 bytes\\n'
                200 b'1000'
                413 b'the body is larger than 1000 bytes\\n'
                cut

                """)
    }

    @Test(
        "a slow answer holds no other up, and stopping waits for none",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func delays() throws {
        let server = try HTTPServer { request in
            ServedResponse(
                status: 200, delay: .milliseconds(Int(request.path.dropFirst()) ?? 0))
        }
        let output = try python(
            server,
            """
            def get(milliseconds):
                connection = http.client.HTTPConnection(host, port, timeout=10)
                connection.request('GET', '/%d' % milliseconds)
                return connection
            start = time.monotonic()
            slow, slower, never = get(200), get(400), get(60000)
            quick = get(0)
            times = []
            for connection in quick, slow, slower:
                connection.getresponse().read()
                times.append(time.monotonic() - start)
            print(times[0] < 0.19, 0.19 < times[1] < 0.39, 0.39 < times[2] < 5)
            """)
        #expect(output == "True True True\n")
        server.stop()
    }

    @Test(
        "faults are what they say: nothing, the head alone, a part of the body",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func faults() throws {
        let server = try HTTPServer { request in
            let after = Int(request.path.dropFirst()) ?? 0
            return ServedResponse(
                status: 200, body: Array("0123456789".utf8),
                fault: request.path == "/none" ? .closeBeforeHeaders : .truncateBody(after: after))
        }
        let output = try python(
            server,
            """
            for path in '/none', '/0', '/4':
                raw = socket.create_connection((host, port), 10)
                raw.sendall(b'GET %s HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' % path.encode())
                data = b''
                try:
                    while piece := raw.recv(1000):
                        data += piece
                except ConnectionResetError:
                    pass
                print(data[:15], b'Content-Length: 10' in data, data.split(b'\\r\\n')[-1])
            """)
        #expect(
            output == """
                b'' False b''
                b'HTTP/1.1 200 OK' True b''
                b'HTTP/1.1 200 OK' True b'0123'

                """)
    }

    @Test(
        "what is no request, or too large a head, is refused, and the server goes on",
        .enabled(if: PythonEnvironment.isAvailable, PythonEnvironment.isMissing))
    func malformed() throws {
        let server = try HTTPServer { request in ServedResponse(text: request.path) }
        let output = try python(
            server,
            """
            def status(data):
                raw = socket.create_connection((host, port), 10)
                try:
                    raw.sendall(data)
                    raw.shutdown(socket.SHUT_WR)
                    return raw.recv(1000)[9:12].decode()
                except OSError:
                    return ''
            for data in (
                b'nonsense\\r\\n\\r\\n', b'\\0\\1\\2\\r\\n\\r\\n',
                b'GET / HTTP/1.1\\r\\n\\r\\n',
                b'GET / HTTP/1.1\\r\\nHost: x\\r\\nX: ' + b'y' * 300000 + b'\\r\\n\\r\\n',
                b'GET /%zz%c3%28?%=%&&=%00 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n',
                b'POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: -1\\r\\n\\r\\n',
                b'POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\n',
            ):
                print(status(data) or 'cut', end=' ')
            print(status(b'GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'))
            """)
        #expect(output == "cut cut 200 431 200 400 413 200\n")
    }

    @Test("a place that cannot be had is told")
    func refusals() throws {
        let server = try HTTPServer { _ in ServedResponse() }
        for (port, address) in [
            (server.port, "127.0.0.1"), (70_000, "127.0.0.1"), (-1, "127.0.0.1"), (0, "nowhere"),
            (0, "203.0.113.1"),
        ] {
            #expect(throws: HTTPServerError.self) {
                try HTTPServer(port: port, address: address) { _ in ServedResponse() }
            }
        }
        #expect(throws: HTTPServerError.self) {
            let tls = ServerTLS(certificate: "none", key: "none")
            return try HTTPServer(tls: tls) { _ in ServedResponse() }
        }
    }

    @Test("an address of IPv6 is served as well")
    func ipv6() throws {
        let server = try HTTPServer(address: "::1") { _ in ServedResponse() }
        #expect(server.origin == "http://[::1]:\(server.port)")
    }
}
