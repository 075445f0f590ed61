"""A server of other hands: what ours cannot send. Prints its port, serves until it is killed.

usage: server.py [CERTIFICATE KEY [CLIENT_AUTHORITIES]]
"""

import gzip
import http.server
import os
import socket
import ssl
import sys
import zlib


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        if isinstance(self.request, ssl.SSLSocket):
            try:
                self.request.do_handshake()
            except ssl.SSLError:
                # Closing at once would reset the connection, and the alert would not arrive.
                with socket.socket(fileno=os.dup(self.request.fileno())) as raw:
                    while raw.recv(1000):
                        pass
                raise
        super().setup()

    def do_GET(self):
        kind, _, number = self.path.strip("/").partition("/")
        getattr(self, "answer_" + kind)(int(number or 0))

    def answer(self, body, *headers):
        self.send_response(200)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_plain(self, number):
        self.answer(b"x" * number)

    def answer_gzip(self, number):
        self.answer(gzip.compress(b"0" * number), ("Content-Encoding", "gzip"))

    def answer_deflate(self, number):
        self.answer(zlib.compress(b"0" * number), ("Content-Encoding", "deflate"))

    def answer_br(self, number):
        import pyarrow

        body = pyarrow.compress(b"0" * number, codec="brotli", asbytes=True)
        self.answer(body, ("Content-Encoding", "br"))

    def answer_zstd(self, number):
        import pyarrow

        body = pyarrow.compress(b"0" * number, codec="zstd", asbytes=True)
        self.answer(body, ("Content-Encoding", "zstd"))

    def answer_notgzip(self, number):
        self.answer(b"this is no gzip", ("Content-Encoding", "gzip"))

    def answer_accepts(self, number):
        self.answer(self.headers["Accept-Encoding"].encode())

    def answer_headers(self, number):
        self.answer(b"", *[("X-Filler-%d" % i, "y" * 1000) for i in range(number // 1000)])

    def answer_line(self, number):
        self.answer(b"", ("X-Line", "y" * number))

    def answer_chunked(self, number):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("X-Kept", "in the head")
        self.end_headers()
        for _ in range(number // 1000):
            self.wfile.write(b"3e8\r\n" + b"z" * 1000 + b"\r\n")
        self.wfile.write(b"0\r\nX-Trailer: behind the body\r\n\r\n")

    def answer_garbage(self, number):
        self.wfile.write(b"this is no HTTP\r\n\r\n")
        self.close_connection = True

    def answer_early(self, number):
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n")
        self.answer(b"late", ("X-Late", "yes"))

    def answer_folded(self, number):
        self.answer(b"", ("X-Folded", "one\r\n  two"))

    def answer_close(self, number):
        self.close_connection = True

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
server.handle_error = lambda *_: None
if len(sys.argv) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    if len(sys.argv) > 3:
        context.load_verify_locations(sys.argv[3])
        context.verify_mode = ssl.CERT_REQUIRED
    # Done by the thread of each connection, so that a broken handshake ends only that one.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_address[1], flush=True)
server.serve_forever()
