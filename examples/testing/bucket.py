"""A store of S3's kind on loopback: GET and DELETE of objects. Those in its one private bucket are for requests that are signed with
the right key's name alone, whose signature itself is checked where the library's own tests are; everything else is public."""

import http.server
import threading


class Bucket:
    def __init__(self, private=None, access_key_id=None):
        self.objects = {}   # path: bytes
        self.answers = []   # (method, path, status)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status, body=b""):
                outer.answers.append((self.command, self.path, status))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def is_signed(self):
                said = self.headers.get("Authorization", "")
                return not self.path.startswith(f"/{private}/") or said.startswith(f"AWS4-HMAC-SHA256 Credential={access_key_id}/")

            def do_GET(self):
                path = self.path.partition("?")[0]
                if not self.is_signed():
                    return self.answer(403)
                body = outer.objects.get(path)
                return self.answer(404) if body is None else self.answer(200, body)

            def do_DELETE(self):
                if not self.is_signed():
                    return self.answer(403)
                outer.objects.pop(self.path, None)
                return self.answer(204)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
