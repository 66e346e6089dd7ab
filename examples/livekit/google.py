"""Google's three services as the controller meets them: tokens for a service account, a bucket, a Realtime Database. They check what
the real ones check; what is wrong with a request is in `problems`, which a test wants empty."""

import base64
import hashlib
import http.server
import json
import subprocess
import tempfile
import threading
import time
import urllib.parse

SCOPES = {"https://www.googleapis.com/auth/devstorage.read_write", "https://www.googleapis.com/auth/firebase.database",
          "https://www.googleapis.com/auth/userinfo.email"}
LONGEST_LINK = 604800
BUCKET = "chatspheres.appspot.com"
EMAIL = "controller@chatspheres.iam.gserviceaccount.com"


class KeyPair:
    """An RSA key of the test's own, by the command openssl."""

    def __init__(self, folder):
        self.private_file, self.public_file = f"{folder}/key.pem", f"{folder}/public.pem"
        subprocess.run(["openssl", "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048",
                        "-out", self.private_file], check=True)
        subprocess.run(["openssl", "pkey", "-in", self.private_file, "-pubout", "-out", self.public_file], check=True)
        with open(self.private_file, encoding="ascii") as file:
            self.private = file.read()

    def verifies(self, message, signature):
        with tempfile.NamedTemporaryFile() as file:
            file.write(signature)
            file.flush()
            command = ["openssl", "dgst", "-sha256", "-verify", self.public_file, "-signature", file.name]
            return subprocess.run(command, input=message, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  check=False).returncode == 0


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Google:
    def __init__(self, keys):
        self.keys = keys
        self.problems = []
        self.tokens = set()
        self.revoked = set()
        self.faults = {}    # name: how often it is still to happen
        self.sessions = {}  # upload id: what has arrived
        self.objects = {}   # name: {"bytes", "resource"}
        self.created = []   # names of objects, in the order in which they came to be
        self.stalled, self.released = threading.Event(), threading.Event()
        self.resumed = 0    # uploads that went on where they had broken off
        self.records = {}   # path: members
        self.written = []   # paths of records, one for each write
        self.lock = threading.RLock()
        self.servers = []
        self.token_url = self._serve(TokenService) + "/token"
        self.storage_url = self._serve(StorageService)
        self.database_url = self._serve(DatabaseService)

    def _serve(self, service):
        handler = type(service.__name__, (service,), {"google": self})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    def fault(self, name, times=1):
        with self.lock:
            self.faults[name] = times

    def hits(self, name):
        with self.lock:
            if self.faults.get(name, 0) == 0:
                return False
            self.faults[name] -= 1
            return True

    def revoke(self):
        """All tokens that were given so far."""
        with self.lock:
            self.revoked |= self.tokens
            self.tokens.clear()

    def problem(self, words):
        self.problems.append(words)

    def stop(self):
        for server in self.servers:
            server.shutdown()
            server.server_close()


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    google = None

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, value=None, headers=()):
        body = b"" if value is None else value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers:
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self):
        self.close_connection = True
        self.connection.shutdown(2)

    def has_token(self):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token in self.google.tokens:
            return True
        if token not in self.google.revoked:
            self.google.problem(f"{self.command} {self.path} without a token")
        self.answer(401, {"error": "unauthenticated"})
        return False

    def log_message(self, *_):
        pass


class TokenService(Service):
    """https://developers.google.com/identity/protocols/oauth2/service-account"""

    def do_POST(self):
        form = urllib.parse.parse_qs(self.body().decode())
        if self.google.hits("token_500"):
            return self.answer(500)
        wrong = self.wrong_with(form)
        if wrong:
            self.google.problem(f"assertion: {wrong}")
            return self.answer(400, {"error": "invalid_grant"})
        token = f"ya29.{len(self.google.tokens) + len(self.google.revoked)}-secret-of-the-token"
        self.google.tokens.add(token)
        return self.answer(200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"})

    def wrong_with(self, form):
        if form.get("grant_type") != ["urn:ietf:params:oauth:grant-type:jwt-bearer"]:
            return "grant_type"
        header, claims, signature = form["assertion"][0].split(".")
        if json.loads(from_base64url(header)) != {"alg": "RS256", "typ": "JWT"}:
            return "header"
        if not self.google.keys.verifies(f"{header}.{claims}".encode(), from_base64url(signature)):
            return "signature"
        claims, now = json.loads(from_base64url(claims)), time.time()
        if claims["iss"] != EMAIL or claims["aud"] != self.google.token_url:
            return "iss or aud"
        if set(claims["scope"].split(" ")) != SCOPES:
            return "scope"
        if not (now - 60 < claims["iat"] <= now + 1 and claims["iat"] < claims["exp"] <= claims["iat"] + 3600):
            return "times"
        return None


class StorageService(Service):
    """https://cloud.google.com/storage/docs/performing-resumable-uploads and …/access-control/signing-urls-manually"""

    def do_POST(self):
        body = self.body()
        parts = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(parts.query)
        if self.google.hits("token_revoked"):
            self.google.revoke()
        if not self.has_token():
            return None
        if parts.path != f"/upload/storage/v1/b/{BUCKET}/o" or query.get("uploadType") != ["resumable"]:
            return self.answer(404)
        if self.google.hits("upload_503"):
            return self.answer(503)
        name = query["name"][0]
        if query.get("ifGenerationMatch") != ["0"]:
            self.google.problem("an upload that may replace something")
        if name in self.google.objects:
            return self.answer(412)
        session = f"upload-{len(self.google.sessions)}"
        self.google.sessions[session] = {"name": name, "metadata": json.loads(body), "bytes": b"",
                                         "size": int(self.headers["X-Upload-Content-Length"])}
        return self.answer(200, headers=[("Location", f"{self.google.storage_url}{self.path}&upload_id={session}")])

    def do_PUT(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        session = self.google.sessions.get(query.get("upload_id", [""])[0])
        if session is None:
            return self.answer(404)
        kind, _, rest = self.headers["Content-Range"].partition(" ")
        span, _, size = rest.partition("/")
        if kind != "bytes" or int(size) != session["size"]:
            self.google.problem(f"Content-Range: {self.headers['Content-Range']}")
        if span != "*":
            first, last = (int(part) for part in span.split("-"))
            if first != len(session["bytes"]) or last != session["size"] - 1:
                self.google.problem(f"bytes {span}, and {len(session['bytes'])} are here")
            self.google.resumed += first > 0
            if self.google.hits("upload_cut"):
                session["bytes"] += self.rfile.read((last - first + 1) // 2)
                return self.hang_up()
            if self.google.hits("upload_stalls"):
                self.google.stalled.set()
                self.google.released.wait()
                return self.hang_up()
            session["bytes"] += self.body()
        return self.finish_upload(session)

    def finish_upload(self, session):
        name, data = session["name"], session["bytes"]
        if len(data) < session["size"]:
            arrived = [("Range", f"bytes=0-{len(data) - 1}")] if data else []
            return self.answer(308, headers=arrived)
        md5 = base64.b64encode(hashlib.md5(data).digest()).decode()
        if session["metadata"].get("md5Hash") != md5:
            self.google.problem("bytes that are not those that were announced")
            return self.answer(400)
        with self.google.lock:
            if name not in self.google.objects:
                resource = {"name": name, "size": str(len(data)), "md5Hash": md5, "contentType": session["metadata"]["contentType"]}
                self.google.objects[name] = {"bytes": data, "resource": resource}
                self.google.created.append(name)
        if self.google.hits("upload_answer_lost"):
            return self.hang_up()
        return self.answer(200, self.google.objects[name]["resource"])

    def do_GET(self):
        parts = urllib.parse.urlsplit(self.path)
        meta = f"/storage/v1/b/{BUCKET}/o/"
        if parts.path.startswith(meta):
            found = self.google.objects.get(urllib.parse.unquote(parts.path.removeprefix(meta)))
            if self.has_token():
                self.answer(200, found["resource"]) if found else self.answer(404)
            return None
        found = self.google.objects.get(urllib.parse.unquote(parts.path).removeprefix(f"/{BUCKET}/"))
        if not self.is_signed(parts):
            return self.answer(403)
        return self.answer(200, found["bytes"]) if found else self.answer(404)

    def is_signed(self, parts):
        query, _, signature = parts.query.partition("&X-Goog-Signature=")
        values = dict(urllib.parse.parse_qsl(query))
        when, lasts = values.get("X-Goog-Date", ""), int(values.get("X-Goog-Expires", LONGEST_LINK + 1))
        scope = f"{when[:8]}/auto/storage/goog4_request"
        if values.get("X-Goog-Credential") != f"{EMAIL}/{scope}" or values.get("X-Goog-SignedHeaders") != "host":
            return False
        began = time.mktime(time.strptime(when, "%Y%m%dT%H%M%SZ")) - time.timezone
        if lasts > LONGEST_LINK or not began - 60 < time.time() < began + lasts:
            return False
        ordered = "&".join(sorted(query.split("&")))
        canonical = f"GET\n{parts.path}\n{ordered}\nhost:{self.headers['Host']}\n\nhost\nUNSIGNED-PAYLOAD"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = f"{values['X-Goog-Algorithm']}\n{when}\n{scope}\n{digest}"
        return self.google.keys.verifies(to_sign.encode(), bytes.fromhex(signature))


class DatabaseService(Service):
    """https://firebase.google.com/docs/database/rest/save-data"""

    def do_PATCH(self):
        body = json.loads(self.body())
        parts = urllib.parse.urlsplit(self.path)
        if not self.has_token():
            return None
        if not parts.path.endswith(".json"):
            return self.answer(404)
        if self.google.hits("database_503"):
            return self.answer(503)
        path = urllib.parse.unquote(parts.path).strip("/").removesuffix(".json")
        with self.google.lock:
            self.google.records.setdefault(path, {}).update(body)
            self.google.written.append(path)
        return self.answer(204 if "print=silent" in parts.query else 200)
