"""A store of S3's kind on loopback: GET and DELETE of objects. Those in its one private bucket are for requests that are signed with
the right key's name alone, whose signature itself is checked where the library's own tests are; everything else is public."""

import http.client
import http.server
import json
import os
import ssl
import subprocess
import threading

from example import call


class Certificate:
    """Of 127.0.0.1, signed by itself, in a folder of the test's."""

    def __init__(self, folder):
        self.file, self.key = os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=loopback",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.key, "-out", self.file],
                       check=True, capture_output=True)


class Bucket:
    def __init__(self, private=None, access_key_id=None, certificate=None):
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
        if certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate.file, certificate.key)
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self.server.server_address[1]}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Gateway:
    """In front of an emulated provider: everything passes, but that links to recordings, which emulators only make up, lead to files
    that there are: `files`/ID."""

    def __init__(self, provider, files):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))) or None
                headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length")}
                try:
                    answer = call(self.command, provider + self.path, body, headers)
                except (http.client.HTTPException, ConnectionError):  # a fault that is played
                    self.close_connection = True
                    return
                if self.path.partition("?")[0].endswith("/access-link") and answer.status == 200:
                    link = f"{files}/{self.path.split('/')[-2]}"
                    answer.body = json.dumps({**answer.json, "accessLink": link, "download_link": link}).encode()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    if name.lower() in ("content-type", "retry-after"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST = do_PUT = do_DELETE = pass_on

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
