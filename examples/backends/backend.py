"""Echoes each request as JSON: method, path, headers and the length of the body."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without this, headers and body leave as two packets, and the second waits for an acknowledgement.
    disable_nagle_algorithm = True

    def answer(self):
        body = self.read_body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        echo = {
            "backend": "python",
            "method": self.command,
            "path": self.path,
            "headers": headers,
            "body_length": len(body),
        }
        payload = json.dumps(echo).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload)

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8080), Echo)
print(f"listening at http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
