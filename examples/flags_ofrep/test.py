#!/usr/bin/env python3
"""flags_ofrep beside a flag service that answers, errs, dawdles and goes away."""

import concurrent.futures
import http.server
import json
import pathlib
import threading
import time
import unittest

import example

HERE = pathlib.Path(__file__).parent
KEY = "flag-service-key-0815"
FOR_EVER = "86000000"  # milliseconds
FLAG = "/ofrep/v1/evaluate/flags/video-platform"


def says(value, **more):
    return 200, {}, {"key": "video-platform", "reason": "TARGETING_MATCH", "variant": "on", "value": value, **more}


NOT_FOUND = 404, {}, {"key": "video-platform", "errorCode": "FLAG_NOT_FOUND", "errorDetails": "no such flag"}


class FlagService:
    """A small OFREP server: answers every question with `self.answer(context)`, and keeps the questions."""

    def __init__(self, port=0):
        self.answer = lambda context: says("fresh")
        self.questions = []  # (path, headers, body), as they came
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.questions.append((self.path, self.headers, body))
                status, headers, said = service.answer(body["context"])
                data = said if isinstance(said, bytes) else json.dumps(said).encode()
                try:
                    self.send_response(status)
                    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    pass  # whoever asked waits no longer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class FlagsTest(unittest.TestCase):
    def setUp(self):
        self.service = FlagService()
        self.addCleanup(lambda: self.service.stop())

    def start(self, **variables):
        defaults = {"PORT": "0", "OFREP_ENDPOINT": f"http://127.0.0.1:{self.service.port}/", "OFREP_TIMEOUT": "20000",
                    "OFREP_HEADERS": f"Authorization=Bearer%20{KEY},X-Team=video", "OFREP_FRESH": FOR_EVER, "OFREP_REST": FOR_EVER}
        self.server = example.Program([ARGUMENTS.server, str(HERE / "vplatform.json")], {**defaults, **variables})
        self.addCleanup(self.server.stop)
        self.server.wait_until_it_listens()

    def choice(self, room="board", query=""):
        answer = example.call("GET", f"{self.server.url}/rooms/{room}/platform{query}")
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def trouble(self):
        return example.call("GET", f"{self.server.url}/healthz").json["flag_service"]

    def assert_default(self, choice):
        self.assertEqual((choice["platform"], choice["source"], choice["reason"]), ("steady", "default", "default"))

    # What the service says.

    def test_the_flag_decides_and_its_reason_is_the_decision_s(self):
        self.service.answer = lambda context: says("fresh" if context.get("tenant") == "acme" else "steady")
        self.start()
        self.assertEqual(self.choice("board", "?tenant=acme"),
                         {"platform": "fresh", "source": "flag", "reason": "targeting_match", "passed_over": []})
        self.assertEqual(self.choice("board")["platform"], "steady")
        path, headers, body = self.service.questions[0]
        self.assertEqual((path, body), (FLAG, {"context": {"targetingKey": "board", "tenant": "acme"}}))
        self.assertEqual((headers["Authorization"], headers["X-Team"]), (f"Bearer {KEY}", "video"))
        self.assertEqual(self.service.questions[1][2], {"context": {"targetingKey": "board"}})

    def test_an_attribute_cannot_pose_as_the_room(self):
        self.start()
        self.choice("board", "?targetingKey=other")
        self.assertEqual(self.service.questions[0][2], {"context": {"targetingKey": "board"}})

    def test_an_answer_is_kept_for_its_room_and_context(self):
        self.start()
        for _ in range(3):
            self.assertEqual(self.choice()["reason"], "targeting_match")
        self.assertEqual(len(self.service.questions), 1)
        self.choice("garden")
        self.choice("board", "?tenant=acme")
        self.assertEqual(len(self.service.questions), 3)

    def test_an_answer_that_is_no_longer_fresh_is_asked_for_again(self):
        self.start(OFREP_FRESH="0")
        self.assertEqual(self.choice()["platform"], "fresh")
        self.service.answer = lambda _: says("steady", reason="SPLIT")
        self.assertEqual(self.choice()["platform"], "steady")
        self.service.answer = lambda _: NOT_FOUND  # the flag is taken away: what it said is no longer good
        self.assert_default(self.choice())

    def test_without_an_opinion_the_configuration_decides(self):
        self.start()
        for number, said in enumerate([NOT_FOUND, (200, {}, {"key": "video-platform", "reason": "DEFAULT"}), says("")]):
            self.service.answer = lambda _: said
            self.assert_default(self.choice(f"room-{number}"))
            self.assertEqual(self.trouble(), "well", said)
        self.assertEqual(len(self.service.questions), 3)

    def test_a_platform_that_is_not_there_or_takes_no_meetings_is_passed_over(self):
        self.start()
        for value, reason in (("zoom", "not_configured"), ("closed", "cordoned")):
            self.service.answer = lambda _: says(value)
            choice = self.choice(f"room-{value}")
            self.assert_default(choice)
            self.assertEqual(choice["passed_over"], [{"platform": value, "source": "flag", "reason": reason}])

    def test_a_flag_that_is_wrong_for_one_room_is_that_room_s_trouble(self):
        self.start()
        wrong = [says(True), says(3), says(["fresh"]), says(None),
                 (400, {}, {"key": "video-platform", "errorCode": "TARGETING_KEY_MISSING"})]
        for number, said in enumerate(wrong):
            self.service.answer = lambda _: said
            self.assert_default(self.choice(f"room-{number}"))
            self.assertIn("invalid_argument", self.trouble(), said)
            self.assert_default(self.choice(f"room-{number}"))  # not asked again
        self.assertEqual(len(self.service.questions), len(wrong))
        self.service.answer = lambda _: says("fresh")
        self.assertEqual(self.choice("another")["platform"], "fresh")
        self.assertEqual(self.trouble(), "well")

    def test_what_is_no_word_of_openfeature_is_no_reason(self):
        self.start()
        self.service.answer = lambda _: says("fresh", reason="<b>\nforged log line")
        self.assertEqual(self.choice()["reason"], "unknown")

    # What becomes of a service that is not well.

    def test_a_service_that_fails_is_left_alone(self):
        failures = [(500, {}, {"errorDetails": "boom"}), (502, {}, b"<html>bad gateway</html>"), (200, {}, b"{\"value\": \"fre"),
                    (200, {}, b"[]"), (200, {}, b"x" * 100_000), (401, {}, b""), (403, {}, b""), (404, {}, b"<html>not here</html>"),
                    (301, {"Location": "/elsewhere"}, b""), (429, {"Retry-After": "60"}, b""),
                    (429, {"Retry-After": "2099-01-01T00:00:00Z"}, b"")]
        for said in failures:
            with self.subTest(said=said[:2]):
                self.start(OFREP_REST="0" if said[0] == 429 else FOR_EVER)
                self.service.questions.clear()
                self.service.answer = lambda _: said
                self.assert_default(self.choice("one"))
                self.assertNotEqual(self.trouble(), "well")
                self.assertNotIn(KEY, self.trouble())
                self.assert_default(self.choice("two"))
                self.assertEqual(len(self.service.questions), 1)

    def test_a_service_that_dawdles_costs_one_time_out(self):
        release = threading.Event()
        self.addCleanup(release.set)
        self.service.answer = lambda _: release.wait(example.PATIENCE) and says("fresh")
        self.start(OFREP_TIMEOUT="100")
        began = time.monotonic()
        for number in range(20):
            self.assert_default(self.choice(f"room-{number}"))
        self.assertLess(time.monotonic() - began, example.PATIENCE / 3)
        self.assertIn("deadline_exceeded", self.trouble())
        self.assertEqual(len(self.service.questions), 1)

    def test_the_last_good_answer_stays_while_the_service_is_away_and_goes_when_it_is_back(self):
        self.start(OFREP_FRESH="0", OFREP_REST="0")
        self.assertEqual(self.choice()["platform"], "fresh")
        self.service.answer = lambda _: (503, {}, b"")
        self.assertEqual(self.choice(), {"platform": "fresh", "source": "flag", "reason": "stale", "passed_over": []})
        self.service.stop()
        self.assertEqual(self.choice()["reason"], "stale")
        self.assert_default(self.choice("never-heard-of"))
        self.assertIn("unavailable", self.trouble())
        self.service = FlagService(self.service.port)
        self.service.answer = lambda _: says("steady")
        self.assertEqual((self.choice()["platform"], self.trouble()), ("steady", "well"))

    def test_many_who_ask_for_one_room_wait_for_one_answer(self):
        release = threading.Event()
        self.addCleanup(release.set)
        self.service.answer = lambda _: release.wait(example.PATIENCE) and says("fresh")
        self.start()
        with concurrent.futures.ThreadPoolExecutor(6) as people:
            choices = [people.submit(self.choice) for _ in range(6)]
            example.wait_for("the question", lambda: self.service.questions)
            release.set()
            self.assertEqual({choice.result()["platform"] for choice in choices}, {"fresh"})
        self.assertEqual(len(self.service.questions), 1)

    # What the program itself is asked and told.

    def test_requests_that_make_no_sense_are_refused(self):
        self.start()
        many = "&".join(f"a{number}=x" for number in range(17))
        for method, path, status in [("GET", "/rooms//platform", 404), ("GET", "/rooms/a%2fb/platform", 404),
                                     ("GET", "/rooms/..%2f..%2fetc/platform", 404), ("GET", "/nothing", 404),
                                     ("POST", "/rooms/board/platform", 404), ("GET", f"/rooms/{'x' * 257}/platform", 400),
                                     ("GET", f"/rooms/board/platform?a={'x' * 257}", 400), ("GET", f"/rooms/board/platform?{many}", 400)]:
            self.assertEqual(example.call(method, self.server.url + path).status, status, path)
        for body in (b"x" * 100_000, iter([b"x" * 50_000] * 4)):
            self.assertEqual(example.call("POST", self.server.url + "/rooms/board/platform", body).status, 413)
        self.assertEqual(self.service.questions, [])

    def test_a_terminal_that_is_closed_ends_it(self):
        self.start()
        self.server.hang_up()
        self.assertEqual(self.server.process.wait(example.PATIENCE), 0)

    def test_a_start_with_wrong_settings_names_them_all_and_shows_no_secret(self):
        for variables, words in [({}, ["OFREP_ENDPOINT"]),
                                 ({"OFREP_TIMEOUT": "soon", "OFREP_HEADERS": KEY, "PORT": "-1"},
                                  ["OFREP_ENDPOINT", "OFREP_TIMEOUT", "OFREP_HEADERS", "PORT"]),
                                 ({"OFREP_ENDPOINT": "flags.example"}, ["endpoint"]),
                                 ({"OFREP_ENDPOINT": "http://flags.example"}, ["plain http"])]:
            program = example.Program([ARGUMENTS.server, str(HERE / "vplatform.json")], variables)
            self.assertEqual(program.process.wait(example.PATIENCE), 1)
            program.stop()
            for word in words:
                self.assertIn(word, program.all_errors())
            self.assertNotIn(KEY, program.all_errors())


if __name__ == "__main__":
    ARGUMENTS, REST = example.arguments("tool", "server")
    example.main(REST)
