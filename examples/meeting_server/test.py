"""meeting_server from outside: its stories, and what it refuses. usage: test.py --tool PATH --server PATH"""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import socket
import tempfile
import time
import unittest

import example
from example import call, wait_for

known, rest = example.arguments("tool", "server")
NEXT_WEEK = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 7 * 86400))
ADMIN = "an-admin-token-of-the-test"


class Person:
    """Somebody with a cookie."""

    def __init__(self, url, name):
        self.url = url
        answer = call("POST", url + "/api/identity", {"name": name})
        assert answer.status == 200, answer
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.attributes = answer.headers["Set-Cookie"]
        self.id, self.token = answer.json["user"], answer.json["token"]

    def call(self, method, path, body=None, headers=None):
        if body is None and method in ("POST", "PUT", "PATCH"):
            body = b""
        return call(method, self.url + path, body, {"Cookie": self.cookie, **(headers or {})})

    def create(self, name, **wishes):
        answer = self.call("POST", "/api/sessions", {"name": name, **wishes})
        assert answer.status == 201, answer
        return answer.json

    def enter(self, admission):
        """Goes through the door of an emulated room, as the page does."""
        grant = admission["grant"]
        answer = self.call("POST", f"/emulated/{grant['instance']}/enter", {"url": grant["url"], "token": grant["token"]})
        assert answer.status == 200, answer
        return answer.json["participant"]


class Story(unittest.TestCase):
    variables = {}

    @classmethod
    def setUpClass(cls):
        cls.server = cls.start()
        cls.url = cls.server.url

    @classmethod
    def start(cls, **variables):
        return example.Program([known.server], {"MEETING_PORT": "0", "MEETING_ADMIN_TOKEN": ADMIN, **cls.variables,
                                                **variables}).wait_until_it_listens()

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0, cls.server.all_errors()

    def admin(self, method, path, body=None):
        return call(method, self.url + path, body, {"Authorization": "Bearer " + ADMIN})

    def see_in(self, person, session, names):
        def are_in():
            people = person.call("GET", f"/api/sessions/{session}/people").json["items"]
            return sorted(one["name"] for one in people if one["is_in"]) == sorted(names)
        wait_for(f"{names} are in", are_in)


class Meetings(Story):
    def test_a_meeting_from_its_making_to_its_end_on_each_platform(self):
        for platform in ("daily", "livekit", "whereby", "mock"):
            with self.subTest(platform):
                room = "story-" + platform
                self.assertEqual(self.admin("PUT", "/api/admin/rooms", {"room": room, "instance": platform}).status, 204)
                ada, grace = Person(self.url, "Ada"), Person(self.url, "Grace")
                session = ada.create("Story", room=room)
                self.assertEqual(session["platform"], platform)
                self.assertEqual(session["why"], "the room is listed for it")
                path = "/api/sessions/" + session["id"]
                self.assertTrue(ada.enter(ada.call("POST", path + "/join").json))
                joined = grace.call("POST", "/api/join", {"code": session["join_code"]})
                self.assertEqual(joined.json["session_id"], session["id"])
                participant = grace.enter(joined.json)
                self.see_in(ada, session["id"], ["Ada", "Grace"])  # so the webhooks have come through
                instance = joined.json["grant"]["instance"]
                self.assertEqual(grace.call("POST", f"/emulated/{instance}/leave", {"participant": participant}).status, 204)
                self.see_in(ada, session["id"], ["Ada"])
                ended = ada.call("POST", path + "/end")
                self.assertEqual(ended.json["state"], "ended", ended)
                self.assertNotIn("failing", [step["state"] for step in ended.json["ending"]])
                self.assertEqual(grace.call("POST", path + "/join").status, 410)
                self.assertEqual(grace.call("POST", "/api/join", {"code": session["join_code"]}).status, 404)

    def test_who_is_removed_stays_out(self):
        ada, grace = Person(self.url, "Ada"), Person(self.url, "Grace")
        session = ada.create("Removal")
        path = "/api/sessions/" + session["id"]
        ada.enter(ada.call("POST", path + "/join").json)
        admission = grace.call("POST", "/api/join", {"code": session["join_code"]}).json
        grace.enter(admission)
        self.see_in(ada, session["id"], ["Ada", "Grace"])
        self.assertEqual(ada.call("DELETE", f"{path}/people/{grace.id}").status, 204)
        self.see_in(ada, session["id"], ["Ada"])
        for answer in (grace.call("POST", path + "/join"), grace.call("POST", "/api/join", {"code": session["join_code"]})):
            self.assertEqual((answer.status, answer.json["error"]["code"]), (403, "removed"))
        grace.enter(admission)  # with the old token, which this provider does not take back
        self.see_in(ada, session["id"], ["Ada"])
        self.assertEqual(ada.call("POST", f"{path}/people/{grace.id}/readmit").status, 204)
        self.assertEqual(grace.call("POST", path + "/join").status, 200)

    def test_a_recording_is_started_stopped_and_seen(self):
        ada = Person(self.url, "Ada")
        session = ada.create("Recorded", room="recorded")
        path = "/api/sessions/" + session["id"]
        ada.enter(ada.call("POST", path + "/join").json)
        self.see_in(ada, session["id"], ["Ada"])
        started = ada.call("POST", path + "/recordings")
        self.assertEqual(started.status, 201, started)
        again = ada.call("POST", path + "/recordings")
        self.assertEqual(again.json["id"], started.json["id"])

        def state_is(*states):
            return lambda: ada.call("GET", path + "/recordings").json["items"][0]["state"] in states
        wait_for("it is active", state_is("active"))
        self.assertEqual(ada.call("POST", f"{path}/recordings/{started.json['id']}/stop").status, 200)
        wait_for("it is ready", state_is("ready", "fetched"))

    def test_the_same_request_twice_is_one_meeting(self):
        ada = Person(self.url, "Ada")
        first, second = (ada.call("POST", "/api/sessions", {"name": "Once"}, {"Idempotency-Key": "k1"}).json for _ in range(2))
        self.assertEqual(first["id"], second["id"])

    def test_words_for_whoever_is_not_let_in(self):
        ada, grace, alan = (Person(self.url, name) for name in ("Ada", "Grace", "Alan"))
        full = ada.create("Small", max_people=1)
        later = ada.create("Later", starts_at=NEXT_WEEK)
        over = ada.create("Over")
        ada.call("POST", f"/api/sessions/{over['id']}/join")
        grace.call("POST", "/api/join", {"code": over["join_code"]})
        ada.call("POST", f"/api/sessions/{over['id']}/end")
        self.assertEqual(grace.call("POST", "/api/join", {"code": full["join_code"]}).status, 200)
        for who, request, expected in [
                (alan, ("POST", "/api/join", {"code": full["join_code"]}), (409, "full")),
                (alan, ("POST", "/api/join", {"code": later["join_code"]}), (409, "not_yet")),
                (grace, ("POST", f"/api/sessions/{over['id']}/join"), (410, "ended")),
                (alan, ("POST", "/api/join", {"code": "AAAAAAAA"}), (404, "wrong_code"))]:
            answer = who.call(*request)
            self.assertEqual((answer.status, answer.json["error"]["code"]), expected)
            self.assertRegex(answer.json["error"]["message"], r"^[A-Z].*\.$")
        page = grace.call("GET", f"/room/{over['id']}")
        self.assertEqual(page.status, 410)
        self.assertIn(b"It is over.", page.body)
        stranger = alan.call("GET", f"/room/{full['id']}")
        self.assertEqual(stranger.status, 404)
        self.assertNotIn(full["join_code"].encode(), stranger.body)

    def test_sessions_are_listed_changed_cancelled_and_cleared(self):
        ada, grace = Person(self.url, "Ada"), Person(self.url, "Grace")
        session = ada.create("Draft", starts_at=NEXT_WEEK)
        path = "/api/sessions/" + session["id"]
        self.assertEqual(ada.call("PATCH", path, {"name": "Final"}).json["name"], "Final")
        self.assertEqual([one["name"] for one in ada.call("GET", "/api/sessions").json["items"]], ["Final"])
        self.assertEqual(ada.call("POST", path + "/cancel").json["state"], "cancelled")
        self.assertEqual(ada.call("POST", path + "/start").status, 409)
        wait_for("the end is finished", lambda: ada.call("POST", "/api/sessions/clear").json["sessions"] == 1)
        self.assertEqual(ada.call("GET", path).status, 404)
        other = ada.create("Shared")
        grace.call("POST", "/api/join", {"code": other["join_code"]})
        listed = grace.call("GET", "/api/sessions?as=participant").json["items"]
        self.assertEqual([one["id"] for one in listed], [other["id"]])
        self.assertIsNone(listed[0]["join_code"])
        log = [entry["what"] for entry in ada.call("GET", f"/api/sessions/{other['id']}/log").json["items"]]
        self.assertIn("live", log)


class Operation(Story):
    def test_a_cordoned_platform_gets_no_new_meetings_and_says_why(self):
        ada = Person(self.url, "Ada")
        before = ada.create("Before", room="x")
        self.assertEqual(before["platform"], "livekit")
        self.assertEqual(self.admin("PUT", "/api/admin/rooms", {"room": "x", "instance": "daily"}).status, 204)
        self.assertEqual(self.admin("PUT", "/api/admin/platforms/daily/state", {"state": "cordoned"}).status, 204)
        choice = self.admin("GET", "/api/admin/choice?room=x").json
        self.assertEqual((choice["instance"], choice["passed_over"][0]["reason"]), ("livekit", "cordoned"))
        self.assertIn("not daily (cordoned)", ada.create("During", room="x")["why"])
        self.assertEqual(self.admin("PUT", "/api/admin/platforms/daily/state", {"state": "enabled"}).status, 204)
        self.assertEqual(ada.create("After", room="x")["platform"], "daily")
        self.assertEqual(ada.call("GET", "/api/sessions/" + before["id"]).json["platform"], "livekit")
        self.assertEqual(self.admin("PUT", "/api/admin/rooms", {"room": "x", "instance": ""}).status, 204)
        self.assertEqual(self.admin("GET", "/api/admin/rooms").json, {"rooms": {}})

    def test_every_path_of_the_document_is_there_and_says_no_to_strangers(self):
        document = call("GET", self.url + "/openapi.json").json
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                real = re.sub(r"\{\w+\}", "x", path)
                body = None if method in ("get", "delete") else {}
                answer = call(method.upper(), self.url + real, body)
                self.assertIn(str(answer.status), operation["responses"], (method, path, answer))
                self.assertNotIn(b"there is nothing here", answer.body, (method, path))
                if operation.get("security") != []:
                    self.assertEqual(answer.status, 401, (method, path, answer))

    def test_the_document_has_every_path_and_method_of_the_api_and_no_other(self):
        document = call("GET", self.url + "/openapi.json").json["paths"]
        served = set()
        for source in pathlib.Path(__file__).parent.glob("routes_*.cpp"):
            for path in re.findall(r'"(/(?:api|emulated|webhooks|healthz|readyz|metrics)\b[^"]*)"', source.read_text()):
                served.add(path.replace("([^/]+)", "{}"))
        self.assertEqual(served - {"/webhooks/"}, {re.sub(r"\{\w+\}", "{}", path) for path in document})
        def documented(method, path):  # /api/sessions/clear is an id in the eyes of /api/sessions/{session}
            return any(method in methods and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one), path) for one, methods in document.items())
        for path in document:
            real = re.sub(r"[{}]", "", path)
            for method in ("get", "post", "put", "patch", "delete"):
                if not documented(method, real):
                    answer = call(method.upper(), self.url + real)
                    self.assertEqual((answer.status, b"there is nothing here" in answer.body), (404, True), (method, real, answer))

    def test_metrics_and_logs_hold_no_codes_names_or_tokens(self):
        ada = Person(self.url, "Ada Byron")
        session = ada.create("Secret plans")
        ada.enter(ada.call("POST", f"/api/sessions/{session['id']}/join").json)
        Person(self.url, "Grace").call("GET", "/j/" + session["join_code"])
        metrics = call("GET", self.url + "/metrics").body.decode()
        self.assertRegex(metrics, r'vplatform_operations_total\{.*operation="create_meeting".*\} [1-9]')
        self.assertIn('route="/j/*"', metrics)
        logs = self.server.all_errors()
        for line in logs.splitlines():
            json.loads(line)
        for secret in (session["join_code"], ada.token, ada.cookie, "Ada Byron", "Secret plans", ADMIN):
            self.assertNotIn(secret, metrics + logs)

    def test_it_is_ready_and_a_page_loads_what_is_ours_alone(self):
        self.assertEqual(call("GET", self.url + "/readyz").json, {"ready": True})
        page = call("GET", self.url + "/")
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertIn("script-src 'self';", page.headers["Content-Security-Policy"])
        for asset in set(re.findall(rb'"(/assets/[^"]+)"', page.body)):
            self.assertEqual(call("GET", self.url + asset.decode()).status, 200, asset)


class Refusals(Story):
    def test_what_is_refused(self):
        ada, mallory = Person(self.url, "Ada"), Person(self.url, "Mallory")
        session = ada.create("Private")
        path = "/api/sessions/" + session["id"]
        member = Person(self.url, "Grace")
        member.call("POST", "/api/join", {"code": session["join_code"]})
        forged = mallory.token[:-2] + ("AA" if not mallory.token.endswith("AA") else "BB")
        unsigned = "eyJhbGciOiJub25lIn0." + mallory.token.split(".")[1] + "."
        other = mallory.create("Another")  # of which Mallory is host, and whose code she has
        self.admin("PUT", "/api/admin/rooms", {"room": "recorded", "instance": "mock"})
        recorded = ada.create("Recorded", room="recorded")
        recording = ada.call("POST", f"/api/sessions/{recorded['id']}/recordings").json["id"]
        large = json.dumps({"name": "x" * 70_000}).encode()
        huge = b"x" * (1024 * 1024 + 1)
        webhook = {"Content-Type": "application/json"}
        table = [
            # who, method, path, body, headers: status
            (None, "POST", "/api/sessions", {"name": "x"}, {}, 401),
            (None, "GET", path, None, {}, 401),
            (None, "GET", path, None, {"Authorization": "Bearer " + forged}, 401),
            (None, "GET", path, None, {"Authorization": "Bearer " + unsigned}, 401),
            (None, "GET", path, None, {"Authorization": "Basic " + ada.token}, 401),
            (None, "GET", path, None, {"Authorization": "Bearer " + ada.token}, 200),
            (None, "GET", path, None, {"Cookie": "meeting_user=; other=1"}, 401),
            (mallory, "GET", path, None, {}, 404),
            (mallory, "POST", path + "/join", {}, {}, 404),
            (mallory, "POST", path + "/end", {}, {}, 404),
            (mallory, "GET", path + "/people", None, {}, 404),
            (mallory, "GET", path + "/recordings", None, {}, 404),
            (mallory, "POST", path + "/join", {"code": other["join_code"]}, {}, 404),
            (mallory, "GET", path + "/log", None, {}, 404),
            (mallory, "DELETE", f"{path}/people/{member.id}", None, {}, 404),
            (mallory, "DELETE", f"/api/sessions/{other['id']}/people/{member.id}", None, {}, 404),
            (mallory, "POST", f"/api/sessions/{other['id']}/recordings/{recording}/stop", {}, {}, 404),
            (mallory, "POST", f"/api/sessions/{other['id']}/recordings/{recording}/link", {}, {}, 404),
            (mallory, "DELETE", f"/api/sessions/{other['id']}/recordings/{recording}", None, {}, 404),
            (mallory, "GET", f"/room/{session['id']}", None, {}, 404),
            (member, "POST", path + "/end", {}, {}, 403),
            (member, "PATCH", path, {"name": "mine"}, {}, 403),
            (member, "POST", path + "/recordings", {}, {}, 403),
            (member, "DELETE", f"{path}/people/{ada.id}", None, {}, 403),
            (member, "GET", path + "/log", None, {}, 403),
            (ada, "POST", f"{path}/recordings/{session['id']}/stop", {}, {}, 404),
            (ada, "POST", "/api/sessions", {"name": "x"}, {"Origin": "https://evil.example"}, 403),
            (None, "POST", "/api/identity", {"name": "x"}, {"Origin": "https://evil.example"}, 403),
            (ada, "POST", "/api/sessions", b"{", {}, 400),
            (ada, "POST", "/api/sessions", b"[]", {}, 400),
            (ada, "POST", "/api/sessions", {"name": 7}, {}, 400),
            (ada, "POST", "/api/sessions", {"name": "x", "max_people": "many"}, {}, 400),
            (ada, "POST", "/api/sessions", {"name": "x", "max_people": -1}, {}, 400),
            (ada, "POST", "/api/sessions", {"name": "x", "starts_at": "tomorrow"}, {}, 400),
            (ada, "POST", "/api/sessions", large, {}, 413),
            (ada, "POST", "/api/sessions", huge, {}, 413),
            (None, "POST", "/api/identity", {"name": ""}, {}, 400),
            (None, "POST", "/api/identity", {"name": "x" * 101}, {}, 400),
            (None, "GET", "/assets/../../main.cpp", None, {}, 404),
            (None, "GET", "/assets/..%2f..%2fmain.cpp", None, {}, 404),
            (None, "GET", "/assets/%2e%2e/openapi.json", None, {}, 404),
            (None, "GET", "/assets//etc/passwd", None, {}, 404),
            (None, "GET", "/room/..%2f..%2fmain.cpp", None, {}, 404),
            (ada, "GET", "/api/sessions/..%2fsessions", None, {}, 404),
            (None, "GET", "/nothing", None, {}, 404),
            (None, "POST", "/nothing", huge, {}, 413),
            (None, "DELETE", "/api/sessions", None, {}, 404),
            (None, "GET", "/api/admin/platforms", None, {}, 401),
            (None, "GET", "/api/admin/platforms", None, {"Authorization": "Bearer " + ADMIN[:-1]}, 401),
            (ada, "PUT", "/api/admin/rooms", {"room": "x", "instance": "daily"}, {}, 401),
            (None, "PUT", "/api/admin/rooms", {"room": "x", "instance": "nowhere"}, {"Authorization": "Bearer " + ADMIN}, 404),
            (None, "PUT", "/api/admin/platforms/daily/state", {"state": "gone"}, {"Authorization": "Bearer " + ADMIN}, 400),
            (None, "POST", "/webhooks/daily", {"type": "meeting.started"}, webhook, 401),
            (None, "POST", "/webhooks/daily", {}, {**webhook, "X-Webhook-Signature": "x", "X-Webhook-Timestamp": "1"}, 401),
            (None, "POST", "/webhooks/livekit", {}, {**webhook, "Authorization": "x"}, 401),
            (None, "POST", "/webhooks/whereby", {}, {**webhook, "Whereby-Signature": "t=1,v1=00"}, 401),
            (None, "POST", "/webhooks/mock", {"type": "meeting.ended"}, webhook, 401),
            (None, "POST", "/webhooks/daily", *self.forged_by_daily(), 401),
            (None, "POST", "/webhooks/livekit", *self.forged_by_livekit(), 401),
            (None, "POST", "/webhooks/whereby", *self.forged_by_whereby(), 401),
            (None, "POST", "/webhooks/daily", huge, webhook, 413),
            (None, "POST", "/webhooks/daily", iter([huge] * 2), webhook, 413),
            (None, "POST", "/webhooks/nowhere", {}, webhook, 404),
            (None, "POST", "/webhooks/..%2fapi%2fadmin%2fplatforms", {}, webhook, 404),
            (ada, "POST", "/emulated/daily/enter", {"url": "", "token": forged}, {}, 403),
            (ada, "POST", "/emulated/nowhere/enter", {"url": "", "token": "x"}, {}, 403),
            (ada, "POST", "/emulated/daily/enter", {"token": "x"}, {}, 400),
        ]
        for who, method, where, body, headers, expected in table:
            with self.subTest(f"{method} {where}", body=str(body)[:60], headers=list(headers)):
                answer = who.call(method, where, body, headers) if who else call(method, self.url + where, body, headers)
                self.assertEqual(answer.status, expected, answer)
                self.assertNotIn(session["join_code"].encode(), b"" if expected == 200 else answer.body)

    # Webhooks that are right in all but the key, which somebody has made up.

    def forged_by_daily(self):
        body, at = b'{"version":"1.0.0","type":"meeting.ended","id":"e1","payload":{"room":"x"},"event_ts":2}', str(int(time.time()))
        mac = hmac.new(b"made up", at.encode() + b"." + body, hashlib.sha256).digest()
        return body, {"X-Webhook-Timestamp": at, "X-Webhook-Signature": base64.b64encode(mac).decode()}

    def forged_by_whereby(self):
        body, at = b'{"apiVersion":"1.0","id":"e1","type":"room.session.ended","data":{"roomName":"/x"}}', str(int(time.time() * 1000))
        mac = hmac.new(b"made up", at.encode() + b"." + body, hashlib.sha256).hexdigest()
        return body, {"Whereby-Signature": f"t={at},v1={mac}"}

    def forged_by_livekit(self):
        body, encode = b'{"event":"room_finished","id":"EV_1"}', lambda data: base64.urlsafe_b64encode(data).rstrip(b"=")
        claims = {"iss": "livekit-emulator-key", "nbf": int(time.time()) - 1, "exp": int(time.time()) + 300,
                  "sha256": base64.b64encode(hashlib.sha256(body).digest()).decode()}
        text = encode(b'{"alg":"HS256","typ":"JWT"}') + b"." + encode(json.dumps(claims).encode())
        mac = hmac.new(b"made up", text, hashlib.sha256).digest()
        return body, {"Authorization": (text + b"." + encode(mac)).decode()}

    def test_a_body_of_unknown_length_is_limited_and_none_is_answered_at_once(self):
        cookie = f"Cookie: {Person(self.url, 'Ada').cookie}\r\n".encode()
        large = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        host, port = self.url.removeprefix("http://").split(":")
        for what, sent, status in [
                ("as curl -X POST sends it", b"\r\n", b" 200 "),
                ("in chunks", b"Transfer-Encoding: chunked\r\n\r\n" + large * 2 + b"0\r\n\r\n", b" 413 ")]:
            with self.subTest(what), socket.create_connection((host, int(port)), timeout=4) as connection:
                connection.sendall(b"POST /api/sessions/clear HTTP/1.1\r\nHost: x\r\n" + cookie + sent)
                self.assertIn(status, connection.recv(4096).split(b"\r\n")[0])

    def test_wrong_codes_are_counted(self):
        eve = Person(self.url, "Eve")
        answers = [eve.call("POST", "/api/join", {"code": f"ABCDEFG{digit}"}).status for digit in range(2, 10)] * 2
        self.assertIn(429, answers + [eve.call("POST", "/api/join", {"code": "ABCDEFGH"}).status for _ in range(6)])

    def test_a_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(self):
        attributes = Person(self.url, "Ada").attributes
        self.assertIn("HttpOnly", attributes)
        self.assertIn("SameSite=Lax", attributes)


def refuses(host, port):
    with socket.socket() as knocking:
        return knocking.connect_ex((host, port)) != 0


class Restarts(unittest.TestCase):
    """With a store, a key and choices that stay, nothing is lost."""

    def test_sessions_people_and_choices_outlive_the_server(self):
        with tempfile.TemporaryDirectory() as folder:
            variables = {"MEETING_PORT": "0", "MEETING_ADMIN_TOKEN": ADMIN, "MEETING_STORE": f"sqlite:{folder}/m.db",
                         "MEETING_IDENTITY_KEY": "a key that stays the same", "MEETING_CHOICES": f"{folder}/choices.json"}
            first = example.Program([known.server], variables).wait_until_it_listens()
            ada = Person(first.url, "Ada")
            session = ada.create("Lasting")
            moved = call("PUT", first.url + "/api/admin/rooms", {"room": "x", "instance": "daily"}, {"Authorization": "Bearer " + ADMIN})
            self.assertEqual(moved.status, 204)
            self.assertEqual(first.stop(), 0)
            second = example.Program([known.server], variables).wait_until_it_listens()
            try:
                ada.url = second.url
                self.assertEqual(ada.call("GET", "/api/sessions/" + session["id"]).json["join_code"], session["join_code"])
                self.assertEqual(ada.create("New", room="x")["platform"], "daily")
            finally:
                self.assertEqual(second.stop(), 0)

    def test_a_hangup_reads_the_configuration_again_and_a_broken_one_changes_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "vplatform.json")
            def write(text):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            two = '{"version": %d, "default": "%s", "platforms": {"mock": {}, "other": {"kind": "mock"}}}'
            write(two % (1, "mock"))
            server = example.Program([known.server], {
                "MEETING_PORT": "0", "MEETING_ADMIN_TOKEN": ADMIN, "MEETING_STORE": f"sqlite:{folder}/m.db",
                "MEETING_IDENTITY_KEY": "a key that stays the same", "MEETING_CONFIG": path}).wait_until_it_listens()
            try:
                def chosen():
                    return call("GET", server.url + "/api/admin/choice?room=x", None, {"Authorization": "Bearer " + ADMIN}).json["instance"]
                self.assertEqual(chosen(), "mock")
                write(two % (2, "other"))
                server.hang_up()
                wait_for("the new configuration", lambda: chosen() == "other")
                write('{"default": ')
                server.hang_up()
                wait_for("the failure is logged", lambda: "reload failed" in server.all_errors())
                self.assertEqual(chosen(), "other")
            finally:
                self.assertEqual(server.stop(), 0)

    def test_a_request_that_runs_at_the_end_is_answered(self):
        server = example.Program([known.server], {"MEETING_PORT": "0"}).wait_until_it_listens()
        self.addCleanup(server.stop)
        host, port = server.url.removeprefix("http://").split(":")
        body = json.dumps({"name": "Ada"}).encode()
        with socket.create_connection((host, int(port)), timeout=example.PATIENCE) as connection:
            connection.sendall(b"POST /api/identity HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                               b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
            self.assertIn(b" 100 ", connection.recv(4096))  # it runs
            server.process.terminate()
            wait_for("nobody else gets in", lambda: refuses(host, int(port)))
            connection.sendall(body)
            self.assertIn(b" 200 ", connection.recv(4096))
        self.assertEqual(server.stop(), 0)

    def test_where_there_is_nothing_to_read_again_a_closed_terminal_ends_it(self):
        server = example.Program([known.server], {"MEETING_PORT": "0"}).wait_until_it_listens()
        self.addCleanup(server.stop)
        server.hang_up()
        self.assertEqual(server.process.wait(example.PATIENCE), 0)

    def test_what_is_missing_is_said_at_once(self):
        for variables, words in [({"MEETING_PORT": "x", "MEETING_ADMIN_TOKEN": "short"}, ["MEETING_PORT", "MEETING_ADMIN_TOKEN"]),
                                 ({"DAILY_API_KEY": "k"}, ["MEETING_STORE", "MEETING_IDENTITY_KEY"]),
                                 ({"MEETING_STORE": "mysql:x"}, ["sqlite:"])]:
            program = example.Program([known.server], {"MEETING_PORT": "0", **variables})
            self.assertEqual(program.process.wait(timeout=example.PATIENCE), 1)
            for word in words:
                self.assertIn(word, program.all_errors())
            program.stop()


if __name__ == "__main__":
    example.main(rest)
