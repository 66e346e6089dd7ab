#!/usr/bin/env python3
"""event_loop beside a provider that is held up for as long as the test likes."""

import concurrent.futures
import http.server
import os
import socket
import threading
import unittest
import urllib.parse

import example

KEY = "meetings-key-4711"
BEARER = {"Authorization": f"Bearer {KEY}"}
CROWD = 200


class Gate:
    """Stands before the emulated LiveKit. While it is shut, requests wait in it."""

    def __init__(self, url):
        self.open = threading.Event()
        self.open.set()
        self.waiting = 0
        self.failure = None  # a status in place of the provider's answer
        lock = threading.Lock()
        gate = self

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = CROWD
            daemon_threads = True

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with lock:
                    gate.waiting += 1
                gate.open.wait(example.PATIENCE)
                with lock:
                    gate.waiting -= 1
                headers = {name: self.headers[name] for name in ("Authorization", "Content-Type")}
                answer = example.Answer(gate.failure, {}, b"{}") if gate.failure else example.call("POST", url + self.path, body, headers)
                try:
                    self.send_response(answer.status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(answer.body)))
                    self.end_headers()
                    self.wfile.write(answer.body)
                except OSError:
                    pass  # whoever asked waits no longer

            def log_message(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.open.set()
        self.server.shutdown()
        self.server.server_close()


class EventLoopTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.providers = example.Providers(ARGUMENTS.tool, ["livekit"])
        cls.addClassCleanup(cls.providers.stop)

    def setUp(self):
        self.gate = Gate(self.providers.url("livekit"))
        self.addCleanup(self.gate.stop)
        self.server = example.Program([ARGUMENTS.server], {**self.providers.variables, "LIVEKIT_URL": self.gate.url,
                                                           "MEETINGS_KEY": KEY, "PORT": "0"})
        self.addCleanup(self.server.stop)
        self.server.wait_until_it_listens()
        self.people = concurrent.futures.ThreadPoolExecutor(CROWD)
        self.addCleanup(self.people.shutdown)
        self.addCleanup(self.gate.open.set)  # before the people, who wait for it

    def meeting(self, room="board", **more):
        return example.call("POST", self.server.url + "/meetings", {"room": room, "name": "Ada", **more}, BEARER)

    def meetings(self, count):
        return [self.people.submit(self.meeting, f"room-{number}") for number in range(count)]

    def loop(self):
        return example.call("GET", self.server.url + "/loop").json

    def threads(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/task"))

    def test_a_meeting_is_made_and_its_host_gets_in(self):
        answer = self.meeting()
        self.assertEqual(answer.status, 201, answer)
        self.assertTrue(answer.json["meeting"].startswith("livekit/"))
        self.assertEqual((answer.json["kind"], answer.json["server_url"]), ("sdk", self.gate.url.replace("http", "ws")))
        self.assertEqual(answer.json["token"].count("."), 2)

    def test_one_key_is_one_meeting(self):
        first, again, other = self.meeting(key="k"), self.meeting(key="k"), self.meeting()
        self.assertEqual(first.json["meeting"], again.json["meeting"])
        self.assertNotEqual(first.json["meeting"], other.json["meeting"])

    def test_the_loop_goes_round_while_a_slow_provider_answers(self):
        self.gate.open.clear()
        slow = self.people.submit(self.meeting)
        example.wait_for("the request at the provider", lambda: self.gate.waiting == 1)
        before = self.loop()
        self.assertEqual((before["begun"], before["completed"]), (1, 0))
        example.wait_for("a hundred ticks", lambda: self.loop()["ticks"] > before["ticks"] + 100)
        self.assertFalse(slow.done())
        self.gate.open.set()
        self.assertEqual(slow.result().status, 201)
        self.assertLess(self.loop()["longest_stall_ms"], 1000)

    def test_two_hundred_at_once_are_served_on_the_one_thread(self):
        self.assertEqual(self.meeting().status, 201)
        before = self.threads()
        self.gate.open.clear()
        crowd = self.meetings(CROWD)
        example.wait_for("all of them at the provider", lambda: self.gate.waiting == CROWD)
        self.assertEqual(self.threads(), before)
        self.assertEqual(self.loop()["most_at_once"], CROWD)
        self.gate.open.set()
        answers = [one.result() for one in crowd]
        self.assertEqual({answer.status for answer in answers}, {201})
        self.assertEqual(len({answer.json["meeting"] for answer in answers}), CROWD)
        self.assertEqual(self.loop()["completed"], CROWD + 1)

    def test_a_stop_completes_every_call_that_is_under_way_once(self):
        self.gate.open.clear()
        crowd = self.meetings(50)
        example.wait_for("all of them at the provider", lambda: self.gate.waiting == 50)
        idle = socket.create_connection(("127.0.0.1", urllib.parse.urlsplit(self.server.url).port))
        self.addCleanup(idle.close)
        self.assertEqual(self.server.stop(), 0)
        for one in crowd:
            self.assertEqual((one.result().status, one.result().json["error"]["code"]), (503, "cancelled"))
        example.wait_for("the last words", lambda: self.server.said[-1].startswith("50 calls"))
        self.assertEqual(self.server.said[-1], "50 calls begun, 50 completed")
        self.assertEqual(idle.recv(1), b"")

    def test_who_hangs_up_early_holds_nothing_up(self):
        self.gate.open.clear()
        parts = urllib.parse.urlsplit(self.server.url)
        body = b'{"room": "board", "name": "Ada"}'
        with socket.create_connection((parts.hostname, parts.port)) as impatient:
            impatient.sendall(f"POST /meetings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\nContent-Length: {len(body)}\r\n\r\n"
                              .encode() + body)
            example.wait_for("the request at the provider", lambda: self.gate.waiting == 1)
        self.gate.open.set()
        example.wait_for("its end", lambda: self.loop()["completed"] == 1)
        self.assertEqual(self.meeting().status, 201)

    def test_a_provider_that_fails_is_an_error_without_secrets(self):
        self.gate.failure = 401
        answer = self.meeting()
        self.assertEqual((answer.status, answer.json["error"]["code"]), (502, "unauthenticated"))
        for secret in self.providers.variables.values():
            self.assertNotIn(secret, str(answer.body) + self.server.all_errors())

    def test_requests_that_must_not_pass_are_refused(self):
        good = {"room": "board", "name": "Ada"}
        for what, method, path, body, headers, status in [
                ("without credentials", "POST", "/meetings", good, {}, 401),
                ("with a wrong key", "POST", "/meetings", good, {"Authorization": "Bearer wrong"}, 401),
                ("with a key that is cut", "POST", "/meetings", good, {"Authorization": f"Bearer {KEY[:-1]}"}, 401),
                ("with the key by another scheme", "POST", "/meetings", good, {"Authorization": KEY}, 401),
                ("with a body that is no JSON", "POST", "/meetings", b"{", BEARER, 400),
                ("with a body that is no object", "POST", "/meetings", b"[]", BEARER, 400),
                ("without a name", "POST", "/meetings", {"room": "board"}, BEARER, 400),
                ("with a room of another type", "POST", "/meetings", {"room": ["board"], "name": "Ada"}, BEARER, 400),
                ("with a long room", "POST", "/meetings", {"room": "x" * 257, "name": "Ada"}, BEARER, 400),
                ("with a body that is too large", "POST", "/meetings", b"x" * 16_000_000, BEARER, 413),
                ("with a header that is too large", "GET", "/loop", None, {"X-Much": "x" * 20_000}, 431),
                ("by another method", "DELETE", "/meetings", None, BEARER, 405),
                ("of another path", "GET", "/etc/passwd", None, BEARER, 404),
                ("of a path with a trick", "POST", "/..%2fmeetings", good, BEARER, 404)]:
            with self.subTest(what):
                self.assertEqual(example.call(method, self.server.url + path, body, headers).status, status)
        self.assertEqual(self.loop()["begun"], 0)

    def test_what_is_no_http_is_refused_and_the_server_lives(self):
        parts = urllib.parse.urlsplit(self.server.url)
        with socket.create_connection((parts.hostname, parts.port)) as stranger:
            stranger.settimeout(example.PATIENCE)
            stranger.sendall(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
            self.assertIn(b" 400 ", stranger.recv(1000))
        self.assertEqual(self.meeting().status, 201)

    def test_a_start_that_cannot_be_says_why(self):
        for variables, word in [({}, "MEETINGS_KEY"), ({"MEETINGS_KEY": KEY, "PORT": "many"}, "PORT"),
                                ({"MEETINGS_KEY": KEY, "PORT": self.server.url.rsplit(":", 1)[1], **self.providers.variables,
                                  "LIVEKIT_URL": self.gate.url}, "in use")]:
            program = example.Program([ARGUMENTS.server], variables)
            self.assertEqual(program.process.wait(example.PATIENCE), 1)
            program.stop()
            self.assertIn(word, program.all_errors())


if __name__ == "__main__":
    ARGUMENTS, REST = example.arguments("tool", "server")
    example.main(REST)
