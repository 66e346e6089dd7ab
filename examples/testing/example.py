"""What the tests of the example programs share: programs that say where they listen, emulated providers whose webhooks pass
through the test, and requests.

A test is a unittest module that is called with the paths of the programs it starts; see `arguments`.
"""

import argparse
import collections.abc
import http.client
import http.server
import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

PATIENCE = 30  # seconds for what takes milliseconds, on a machine that is busy


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


def call(method, url, body=None, headers=None):
    """A request; `body` is bytes as they are, an iterator of bytes that go in chunks, or something that becomes JSON."""
    parts = urllib.parse.urlsplit(url)
    headers = dict(headers or {})
    if body is not None and not isinstance(body, (bytes, collections.abc.Iterator)):
        body = json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        path = parts.path or "/"
        connection.request(method, path + ("?" + parts.query if parts.query else ""), body, headers)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def wait_for(what, condition):
    """The first true value of `condition()`. `what` is words, or a function that says them where it did not happen."""
    until = time.monotonic() + PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > until:
            raise AssertionError(f"did not happen: {what() if callable(what) else what}")
        time.sleep(0.05)


class Program:
    """A program that runs until it is stopped, and says `listening on URL` when it is ready."""

    def __init__(self, command, variables=None):
        # Nothing of the account of whoever runs the test.
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "TSAN_OPTIONS", "ASAN_OPTIONS", "UBSAN_OPTIONS")
                       if name in os.environ}
        environment.update(variables or {})
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.lines = queue.Queue()
        self.said = []
        threading.Thread(target=self._read, daemon=True).start()
        self.url = None

    def _read(self):
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))
            self.lines.put(self.said[-1])
        self.lines.put(None)

    def line(self):
        line = self.lines.get(timeout=PATIENCE)
        if line is None:
            raise AssertionError(f"{self.process.args[0]} has ended: {self.all_errors()}")
        return line

    def wait_until_it_listens(self):
        while self.url is None:
            line = self.line()
            if line.startswith("listening on "):
                self.url = line.removeprefix("listening on ")
        return self

    def all_errors(self):
        # The program writes where the file's position is, which it shares with us: it must not be moved.
        file = self.errors.fileno()
        return os.pread(file, os.fstat(file).st_size, 0).decode(errors="replace")

    def hang_up(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        """Ends it as an operator would; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("did not end on SIGTERM") from None
        finally:
            self.process.stdout.close()


class Providers:
    """Emulated providers. Their webhooks come to the test, which keeps them and hands them on to `self.receivers[kind]`."""

    def __init__(self, tool, kinds=("daily", "whereby", "livekit")):
        self.webhooks = []   # (kind, headers, body), as they came
        self.receivers = {}  # kind: URL
        outer = self

        class Forwarder(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                kind = self.path.strip("/")
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name: value for name, value in self.headers.items()
                           if name.lower() not in ("host", "content-length", "connection")}
                outer.webhooks.append((kind, headers, body))
                receiver = outer.receivers.get(kind)
                try:
                    status = call("POST", receiver, body, headers).status if receiver else 200
                except (OSError, http.client.HTTPException):  # the program is gone, or going
                    status = 502
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forwarder)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        ports = [word for kind in kinds for word in (f"--{kind}", "0")]
        to = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.program = Program([tool, "emulate", "--json", "--webhooks-to", to, *ports])
        text = ""
        while True:
            text += self.program.line() + "\n"
            try:
                said = json.loads(text)
                break
            except json.JSONDecodeError:
                continue
        self.services = {item["platform"]: item for item in said["items"]}
        self.config = said["config"]
        self.variables = {name: value for item in said["items"] for name, value in item["variables"].items()}

    def url(self, kind):
        return self.services[kind]["url"]

    def play(self, kind, what, /, **arguments):
        """What a person, or the provider itself, does: `play("daily", "join", room="x", name="Ada")`."""
        answer = call("POST", f"{self.services[kind]['control']}/play/{what}", arguments)
        if answer.status != 200:
            raise AssertionError(f"{kind} cannot play {what}: {answer}")
        return answer.json

    def fault(self, kind, /, **fault):
        answer = call("POST", f"{self.services[kind]['control']}/faults", fault)
        assert answer.status in (200, 204), answer

    def end_faults(self, kind):
        call("DELETE", f"{self.services[kind]['control']}/faults")

    def stop(self):
        self.program.stop()
        self.server.shutdown()
        self.server.server_close()


def arguments(*names):
    """Reads the programs that the test starts from the command line: `--tool PATH --server PATH`; then runs the tests."""
    parser = argparse.ArgumentParser()
    for name in names:
        parser.add_argument(f"--{name}", required=True)
    known, rest = parser.parse_known_args()
    return known, rest


def main(rest):
    unittest.main(module="__main__", argv=["test", *rest], verbosity=2)
