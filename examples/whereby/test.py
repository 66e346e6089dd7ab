"""Reflector as its users, Whereby and Daily see it; both are emulators."""

import hashlib
import hmac
import json
import os
import tempfile
import time
import unittest
import urllib.parse

from bucket import Bucket, Certificate, Gateway
from example import Program, Providers, arguments, call, main, wait_for

ADA, GRACE = "token-of-ada-0123456789", "token-of-grace-0123456789"
USERS = {"users": [{"id": "ada", "name": "Ada Lovelace", "token": ADA}, {"id": "grace", "name": "Grace Hopper", "token": GRACE}]}


class Reflector:
    """The program, with the folder that it works in, both providers, and the files that they say there are."""

    def __init__(self, programs, **variables):
        self.folder = tempfile.TemporaryDirectory()
        certificate = Certificate(self.folder.name)
        self.files = Bucket(certificate=certificate)
        self.providers = Providers(programs.tool, kinds=("whereby", "daily"))
        self.gateways = {kind: Gateway(self.providers.url(kind), self.files.url) for kind in ("whereby", "daily")}
        users = os.path.join(self.folder.name, "users.json")
        with open(users, "w", encoding="utf-8") as file:
            json.dump(USERS, file)
        self.variables = {
            "PORT": "0", "USERS_FILE": users, "DATA_DIR": os.path.join(self.folder.name, "data"),
            "VPLATFORM_STORE": f"sqlite:{self.folder.name}/reflector.db", "PUBLIC_URL": "https://reflector.example/",
            "WHEREBY_API_URL": self.gateways["whereby"].url + "/v1", "DAILY_API_URL": self.gateways["daily"].url + "/v1",
            "DAILY_ENABLE_RECORDING": "cloud", "DAILY_MIGRATION_ENABLED": "true", "DEFAULT_VIDEO_PLATFORM": "whereby",
            "DAILY_MIGRATION_ROOM_IDS": '["pioneers"]', "RECORDING_HOSTS": "127.0.0.1", "RECORDING_PRIVATE_NETWORK": "true",
            "RECORDING_CA_FILE": certificate.file, **self.providers.variables, **variables,
        }
        self.programs = programs
        self.start()

    def start(self, **variables):
        self.variables.update(variables)
        self.program = Program([self.programs.server], self.variables).wait_until_it_listens()
        for kind in ("whereby", "daily"):
            self.providers.receivers[kind] = f"{self.program.url}/v1/{kind}/webhook"

    def call(self, method, path, body=None, token=ADA, **headers):
        credentials = {"Authorization": f"Bearer {token}"} if token else {}
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return call(method, self.program.url + path, body, {**credentials, **headers})

    def stop(self):
        code = self.program.stop()
        for one in (self.providers, self.files, *self.gateways.values()):
            one.stop()
        self.folder.cleanup()
        return code


class WithReflector(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.reflector = Reflector(PROGRAMS)

    @classmethod
    def tearDownClass(cls):
        assert cls.reflector.stop() == 0
        said = cls.reflector.program.all_errors() + "\n".join(cls.reflector.program.said)
        for secret in (ADA, *cls.reflector.providers.variables.values()):
            assert secret not in said, "a secret was logged"

    def made(self, answer, status=200):
        self.assertEqual(answer.status, status, answer)
        return answer.json if answer.body else None

    def room(self, name, **settings):
        return self.made(self.reflector.call("POST", "/v1/rooms", {"name": name, **settings}), 201)

    def meeting(self, room, **body):
        return self.made(self.reflector.call("POST", f"/v1/rooms/{room}/meeting", body))

    def joined(self, meeting, token=ADA, **body):
        """Asks for a grant, and a browser uses it."""
        grant = self.made(self.reflector.call("POST", f"/v1/meetings/{meeting['id']}/join", body, token))
        if grant["kind"] == "iframe":
            participant = self.reflector.providers.play("daily", "join", token=grant["token"])
        else:
            participant = self.reflector.providers.play("whereby", "join", link=grant["url"])
        return grant, participant["participant"]

    def now(self, meeting):
        return self.made(self.reflector.call("GET", "/v1/meetings/" + meeting["id"]))

    def recordings(self, meeting):
        return self.reflector.call("GET", f"/v1/meetings/{meeting['id']}/recordings").json["items"]

    def handed_over(self, recording):
        path = os.path.join(self.reflector.folder.name, "data", "handed-over", recording + ".json")
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return json.load(file)


class Migration(WithReflector):
    def test_a_room_moves_to_daily_and_back_and_no_running_meeting_is_touched(self):
        reflector = self.reflector
        self.assertEqual(self.room("board")["next_meeting_on"], "whereby")
        first = self.meeting("board")
        self.assertEqual((first["platform"], first["platform_source"]), ("whereby", "default"))
        grant, _ = self.joined(first)
        self.assertEqual(grant["kind"], "web_component")
        wait_for("Ada is in", lambda: self.now(first)["num_clients"] == 1)

        moved = self.made(reflector.call("PATCH", "/v1/rooms/board", {"platform": "daily"}))
        self.assertEqual(moved["next_meeting_on"], "daily")
        self.assertEqual(self.meeting("board")["id"], first["id"], "the running one is gone on with")
        late, _ = self.joined(first, GRACE)
        self.assertEqual(late["kind"], "web_component", "on Whereby, as for everybody who is in")
        wait_for("both are in", lambda: self.now(first)["num_clients"] == 2)
        self.assertEqual((self.now(first)["platform"], self.now(first)["is_active"]), ("whereby", True))

        second = self.meeting("board", allow_duplicated=True)
        self.assertEqual((second["platform"], second["platform_source"]), ("daily", "flag"))
        grant, _ = self.joined(second)
        self.assertEqual((grant["kind"], bool(grant["token"])), ("iframe", True))
        active = reflector.call("GET", "/v1/rooms/board/meetings/active").json["items"]
        self.assertEqual({one["id"]: one["platform"] for one in active}, {first["id"]: "whereby", second["id"]: "daily"})

        self.made(reflector.call("PATCH", "/v1/rooms/board", {"platform": ""}))
        self.assertTrue(self.now(second)["is_active"])
        for meeting in (first, second):
            self.assertFalse(self.made(reflector.call("PATCH", f"/v1/meetings/{meeting['id']}/deactivate"))["is_active"])
            self.assertEqual(reflector.call("POST", f"/v1/meetings/{meeting['id']}/join").status, 410)
        self.assertEqual(self.meeting("board")["platform"], "whereby")

    def test_the_list_of_rooms_decides_where_a_room_says_nothing(self):
        self.assertEqual(self.room("pioneers")["next_meeting_on"], "daily")
        self.assertEqual(self.meeting("pioneers")["platform_source"], "rooms")
        back = self.made(self.reflector.call("PATCH", "/v1/rooms/pioneers", {"platform": "whereby"}))
        self.assertEqual(back["next_meeting_on"], "whereby")

    def test_callers_at_once_get_the_same_meeting(self):
        import concurrent.futures
        self.room("rush")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            ids = set(pool.map(lambda _: self.meeting("rush")["id"], range(8)))
        self.assertEqual(len(ids), 1)

    def test_a_meeting_whose_answer_was_lost_is_made_once(self):
        self.room("lossy", platform="daily")
        self.reflector.providers.fault("daily", kind="lost_after", method="POST", path="/rooms")
        self.assertEqual(self.meeting("lossy")["platform"], "daily")
        rooms = call("GET", self.reflector.providers.url("daily") + "/v1/rooms", headers=self.daily_key()).json["data"]
        self.assertEqual(len([one for one in rooms if one["name"].startswith("lossy-")]), 1)

    def daily_key(self):
        return {"Authorization": "Bearer " + self.reflector.variables["DAILY_API_KEY"]}

    def test_while_a_platform_is_down_no_meeting_is_made_elsewhere_and_later_there_is_one(self):
        self.room("patient", platform="daily")
        self.reflector.providers.fault("daily", kind="unavailable", method="POST", path="/rooms", times=50)
        self.assertEqual(self.reflector.call("POST", "/v1/rooms/patient/meeting").status, 503)
        self.reflector.providers.end_faults("daily")
        meeting = wait_for("a meeting", lambda: self.open("patient"))
        self.assertEqual(meeting["platform"], "daily")

    def open(self, room):
        answer = self.reflector.call("POST", f"/v1/rooms/{room}/meeting")
        return answer.json if answer.status == 200 else None

    def test_daily_has_our_webhook(self):
        listed = lambda: call("GET", self.reflector.providers.url("daily") + "/v1/webhooks", headers=self.daily_key()).json
        hooks = wait_for("webhook", listed)
        self.assertEqual([hook["url"] for hook in hooks], ["https://reflector.example/v1/daily/webhook"])


class SwitchedOff(unittest.TestCase):
    def test_without_the_migration_every_next_meeting_is_on_whereby_and_running_ones_go_on(self):
        reflector = Reflector(PROGRAMS)
        try:
            reflector.call("POST", "/v1/rooms", {"name": "board", "platform": "daily"})
            running = reflector.call("POST", "/v1/rooms/board/meeting").json
            self.assertEqual(running["platform"], "daily")
            self.assertEqual(reflector.program.stop(), 0)
            reflector.start(DAILY_MIGRATION_ENABLED="false")
            self.assertEqual(reflector.call("GET", "/v1/rooms/board").json["next_meeting_on"], "whereby")
            self.assertEqual(reflector.call("POST", f"/v1/meetings/{running['id']}/join").json["kind"], "iframe")
            reflector.call("PATCH", f"/v1/meetings/{running['id']}/deactivate")
            self.assertEqual(reflector.call("POST", "/v1/rooms/board/meeting").json["platform"], "whereby")
        finally:
            reflector.stop()

    def test_what_is_missing_is_said_all_at_once(self):
        program = Program([PROGRAMS.server], {"DAILY_MIGRATION_ENABLED": "true"})
        self.assertEqual(program.process.wait(30), 2)
        said = program.all_errors()
        for name in ("USERS_FILE", "WHEREBY_API_KEY", "DAILY_API_KEY"):
            self.assertRegex(said, rf"(?m)^{name} is missing")
        program.stop()


class Recorded(WithReflector):
    def test_a_recording_of_whereby_is_fetched_from_its_link_and_handed_over(self):
        self.room("talks")
        meeting = self.meeting("talks")
        self.joined(meeting)
        film = os.urandom(100_000)
        recording = self.finish_on_whereby(meeting, film)
        handed = wait_for("the recording is handed over", lambda: self.handed_over(recording["id"]))
        self.assertEqual((handed["room"], handed["platform"], handed["meeting"]), ("talks", "whereby", meeting["id"]))
        self.assertEqual([file["sha256"] for file in handed["files"]], [hashlib.sha256(film).hexdigest()])
        with open(handed["files"][0]["path"], "rb") as file:
            self.assertEqual(file.read(), film)

    def finish_on_whereby(self, meeting, film):
        """A host has pressed the button of Whereby's own page, and again."""
        done = self.reflector.providers.play("whereby", "finish_recording", room=meeting["platform_room"])
        self.reflector.files.objects["/" + done["recording"]] = film
        return wait_for("a recording", lambda: next(iter(self.recordings(meeting)), None))

    def test_on_daily_recording_begins_when_all_who_are_in_have_agreed_and_ends_in_the_folder(self):
        reflector = self.reflector
        self.room("lab", platform="daily", recording_trigger="automatic", is_shared=True)
        meeting = self.meeting("lab")
        self.joined(meeting)
        guest, _ = self.joined(meeting, None, display_name="Grace, a guest")
        wait_for("both are in", lambda: self.now(meeting)["num_clients"] == 2)
        agree = f"/v1/meetings/{meeting['id']}/consent"
        self.assertEqual(reflector.call("POST", agree, {"consent_given": True}).status, 204)
        self.assertEqual(self.recordings(meeting), [], "one of two has agreed")
        start = f"/v1/meetings/{meeting['id']}/recordings/start"
        self.assertEqual(reflector.call("POST", start).status, 403)
        self.assertEqual(reflector.call("POST", agree, {"consent_given": True, "person": guest["person"]}, None).status, 204)
        recording = wait_for("it is recorded", lambda: next((one for one in self.recordings(meeting) if one["state"] == "active"), None))
        self.assertEqual(self.made(reflector.call("POST", start), 202)["id"], recording["id"], "it runs already")
        time.sleep(0.01)  # Daily says nothing of a recording without a length
        self.made(reflector.call("PATCH", f"/v1/meetings/{meeting['id']}/deactivate"))
        self.put_file_of(meeting, b"a talk")
        reflector.providers.play("daily", "finish_recording", room=meeting["platform_room"])
        handed = wait_for("it is handed over", lambda: self.handed_over(recording["id"]))
        self.assertEqual([file["sha256"] for file in handed["files"]], [hashlib.sha256(b"a talk").hexdigest()])

    def put_file_of(self, meeting, film):
        headers = {"Authorization": "Bearer " + self.reflector.variables["DAILY_API_KEY"]}
        url = f"{self.reflector.providers.url('daily')}/v1/recordings?room_name={meeting['platform_room']}"
        for one in call("GET", url, headers=headers).json["data"]:
            self.reflector.files.objects["/" + one["id"]] = film

    def test_a_room_that_whereby_records_from_the_start_says_so_when_its_meeting_is_made(self):
        self.room("stage", recording_trigger="automatic", skip_consent=True)
        self.assertEqual(self.reflector.call("POST", "/v1/rooms/stage/meeting").status, 502, "the emulator's plan has no recording")
        self.room("asked", recording_trigger="automatic")
        self.assertEqual(self.meeting("asked")["platform"], "whereby", "nobody was asked, so nothing is recorded from the start")

    def test_one_no_deletes_what_was_recorded_there_and_here_and_what_comes_later(self):
        self.room("private")
        meeting = self.meeting("private")
        self.joined(meeting)
        recording = self.finish_on_whereby(meeting, b"words")
        wait_for("it is handed over", lambda: self.handed_over(recording["id"]))
        no = self.reflector.call("POST", f"/v1/meetings/{meeting['id']}/consent", {"consent_given": False})
        self.assertEqual(no.status, 204)
        self.assertEqual(self.recordings(meeting), [])
        data = os.path.join(self.reflector.folder.name, "data", "recordings", recording["id"])
        self.assertEqual([names for _, _, names in os.walk(data) if names], [])
        self.assertEqual(self.at_whereby(meeting), [])
        self.finish_on_whereby(meeting, b"more words")
        wait_for("that is deleted as well", lambda: self.recordings(meeting) == [] and self.at_whereby(meeting) == [])

    def at_whereby(self, meeting):
        headers = {"Authorization": "Bearer " + self.reflector.variables["WHEREBY_API_KEY"]}
        room = urllib.parse.quote("/" + meeting["platform_room"], safe="")
        return call("GET", f"{self.reflector.providers.url('whereby')}/v1/recordings?roomName={room}", headers=headers).json["results"]


class Refused(WithReflector):
    def test_requests_that_are_refused(self):
        self.room("closed")
        self.room("open", is_shared=True)
        closed, shared = self.meeting("closed"), self.meeting("open")
        unknown = "/v1/meetings/00000000-0000-4000-8000-000000000000"
        join = f"/v1/meetings/{closed['id']}/join"
        large = b'{"name": "' + b"x" * 100_000 + b'"}'
        table = [
            # status, method, path, body, token, headers
            (401, "GET", "/v1/rooms", None, None, {}),
            (401, "POST", "/v1/rooms", {"name": "mine"}, None, {}),
            (401, "POST", "/v1/rooms", {"name": "mine"}, "wrong-token-0123456789", {}),
            (401, "POST", "/v1/rooms/closed/meeting", None, None, {}),
            (401, "GET", "/v1/rooms/unknown", None, None, {}),
            (401, "GET", f"/v1/meetings/{closed['id']}", None, None, {}),
            (401, "POST", join, {"display_name": "Eve"}, None, {}),
            (401, "POST", f"/v1/meetings/{shared['id']}/join", {"display_name": "Eve"}, "wrong-token-0123456789", {}),
            (401, "GET", unknown, None, None, {}),
            (403, "PATCH", "/v1/rooms/closed", {"platform": "daily"}, GRACE, {}),
            (403, "DELETE", "/v1/rooms/closed", None, GRACE, {}),
            (403, "POST", "/v1/rooms/closed/meeting", {"allow_duplicated": True}, GRACE, {}),
            (403, "POST", "/v1/rooms/open/meeting", {"allow_duplicated": True}, None, {}),
            (403, "PATCH", f"/v1/meetings/{closed['id']}/deactivate", None, GRACE, {}),
            (403, "PATCH", f"/v1/meetings/{shared['id']}/deactivate", None, None, {}),
            (403, "POST", f"/v1/meetings/{closed['id']}/consent", {"consent_given": False}, GRACE, {}),
            (403, "POST", f"/v1/meetings/{shared['id']}/consent", {"consent_given": True, "person": "user/ada"}, None, {}),
            (403, "POST", f"/v1/meetings/{closed['id']}/recordings/start", None, GRACE, {}),
            (400, "POST", f"/v1/meetings/{shared['id']}/join", {}, None, {}),
            (400, "POST", f"/v1/meetings/{shared['id']}/join", {"display_name": "Eve", "person": "user/ada"}, None, {}),
            (404, "GET", unknown, None, ADA, {}),
            (404, "GET", "/v1/rooms/unknown", None, ADA, {}),
            (404, "POST", "/v1/rooms/unknown/meeting", None, ADA, {}),
            (409, "POST", "/v1/rooms", {"name": "closed"}, GRACE, {}),
            (409, "DELETE", "/v1/rooms/closed", None, ADA, {}),
            (400, "POST", "/v1/rooms", {"name": "../../etc/passwd"}, ADA, {}),
            (400, "POST", "/v1/rooms", {"name": "Board"}, ADA, {}),
            (400, "POST", "/v1/rooms", {}, ADA, {}),
            (400, "POST", "/v1/rooms", {"name": "r", "platform": "zoom"}, ADA, {}),
            (400, "POST", "/v1/rooms", {"name": "r", "is_locked": "yes"}, ADA, {}),
            (400, "POST", "/v1/rooms", {"name": "r", "recording_trigger": "secretly"}, ADA, {}),
            (400, "POST", "/v1/rooms", b"[1, 2]", ADA, {}),
            (400, "POST", "/v1/rooms/closed/meeting", {"allow_duplicated": "x"}, ADA, {}),
            (413, "POST", "/v1/rooms", large, ADA, {}),
            (404, "GET", "/v1/rooms/..%2f..%2fusers", None, ADA, {}),
            (404, "DELETE", "/v1/rooms/..%2f..%2fusers", None, ADA, {}),
            (401, "POST", "/v1/whereby/webhook", self.event(closed), None, {}),
            (401, "POST", "/v1/whereby/webhook", self.event(closed), None, self.signature(closed, b"another key")),
            (401, "POST", "/v1/whereby/webhook", self.event(closed), None, self.signature(closed, at=time.time() - 3600)),
            (401, "POST", "/v1/daily/webhook", self.event(closed), None, self.signature(closed)),
            (404, "POST", "/v1/livekit/webhook", None, None, {}),
        ]
        for status, method, path, body, token, headers in table:
            with self.subTest(f"{method} {path} {body if body is None else str(body)[:60]}"):
                answer = self.reflector.call(method, path, body, token, **headers)
                self.assertEqual(answer.status, status, answer)
                self.assertTrue(path.endswith("webhook") or answer.json["error"]["message"])
        self.assertTrue(self.now(closed)["is_active"], "and nothing has happened")

    def event(self, meeting):
        data = {"meetingId": "1", "roomName": "/" + meeting["platform_room"], "subdomain": "vp-demo"}
        return json.dumps({"id": "e1", "apiVersion": "1.0", "createdAt": "2026-01-01T00:00:00Z", "type": "room.session.ended", "data": data}).encode()

    def signature(self, meeting, key=None, at=None):
        key = key or self.reflector.variables["WHEREBY_WEBHOOK_SECRET"].encode()
        at = str(int(at or time.time()))
        return {"Whereby_Signature": f"t={at},v1=" + hmac.new(key, at.encode() + b"." + self.event(meeting), hashlib.sha256).hexdigest()}

    def test_a_genuine_webhook_is_taken_and_again(self):
        self.room("genuine")
        meeting = self.meeting("genuine")
        for _ in range(2):
            answer = self.reflector.call("POST", "/v1/whereby/webhook", self.event(meeting), None, **self.signature(meeting))
            self.assertEqual(answer.status, 200, answer)

    def test_the_link_of_hosts_goes_to_the_owner_alone(self):
        self.room("keyed", is_shared=True)
        meeting = self.meeting("keyed")
        host, _ = self.joined(meeting)
        for token, body in ((GRACE, {}), (None, {"display_name": "Eve"})):
            grant, _ = self.joined(meeting, token, **body)
            self.assertNotIn("roomKey", grant["url"])
        self.assertIn("roomKey", host["url"])


PROGRAMS, REST = arguments("tool", "server")
if __name__ == "__main__":
    main(REST)
