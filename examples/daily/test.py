"""The campus as its users, its recorders and Daily see it; Daily is the emulator."""

import base64
import hashlib
import hmac
import http.client
import io
import json
import os
import re
import tempfile
import time
import unittest
import urllib.parse
import zipfile

from bucket import Bucket
from example import Program, Providers, arguments, call, main, wait_for

ADA, GRACE, LINUS, EVE = (f"token-of-{name}-0123456789" for name in ("ada", "grace", "linus", "eve"))
MEMBERS = {
    "users": [{"id": "ada", "name": "Ada Lovelace", "token": ADA, "roles": ["teacher"]},
              {"id": "grace", "name": "Grace Hopper", "token": GRACE},
              {"id": "linus", "name": "Linus", "token": LINUS},
              {"id": "eve", "name": "Eve", "token": EVE, "roles": ["teacher"]}],
    "projects": {"apollo": {"ada": "admin", "grace": "viewer"}, "gemini": {"eve": "admin"}},
}
SYNC_TOKEN = "recorders-token-0123456789"
S3_KEY = "campus-reader"
TOMORROW = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
TRACK = b"sound" * 819 + b"!"  # 4096 bytes, as Daily says


class Campus:
    """The program, with the folder that it works in, Daily, and the bucket that Daily puts tracks into."""

    def __init__(self, programs, **variables):
        self.folder = tempfile.TemporaryDirectory()
        self.bucket = Bucket("tracks", S3_KEY)
        self.daily = Providers(programs.tool, kinds=("daily",))
        members = os.path.join(self.folder.name, "members.json")
        with open(members, "w", encoding="utf-8") as file:
            json.dump(MEMBERS, file)
        self.variables = {
            "PORT": "0", "MEMBERS_FILE": members, "DATA_DIR": os.path.join(self.folder.name, "data"),
            "VPLATFORM_STORE": f"sqlite:{self.folder.name}/campus.db", "DAILY_API_BASE_URL": self.daily.url("daily") + "/v1",
            "DAILY_WEBHOOK_URL": "https://campus.example/api/v1/integrations/daily/webhook", "SYNC_CALLBACK_TOKEN": SYNC_TOKEN,
            "DAILY_ENABLE_RECORDING": "raw-tracks", "DAILY_START_CLOUD_RECORDING": "true", "DAILY_RAW_TRACKS_S3_BUCKET": "tracks",
            "DAILY_RAW_TRACKS_S3_ENDPOINT": self.bucket.url, "DAILY_RAW_TRACKS_S3_ACCESS_KEY_ID": S3_KEY,
            "DAILY_RAW_TRACKS_S3_SECRET_ACCESS_KEY": "s3cr3t", "AWS_DAILY_ROLE_ARN": "arn:aws:iam::123:role/daily",
            "SYNC_RECORDING_HOSTS": "127.0.0.1", "SYNC_LARGEST_UPLOAD_MB": "2", **self.daily.variables, **variables,
        }
        self.program = Program([programs.server], self.variables).wait_until_it_listens()
        self.daily.receivers["daily"] = self.program.url + "/api/v1/integrations/daily/webhook"

    def call(self, method, path, body=None, token=ADA, **headers):
        credentials = {"Authorization": f"Bearer {token}"} if token else {}
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return call(method, self.program.url + path, body, {**credentials, **headers})

    def stop(self):
        code = self.program.stop()
        self.daily.stop()
        self.bucket.stop()
        self.folder.cleanup()
        return code


class OnCampus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.campus = Campus(PROGRAMS)

    @classmethod
    def tearDownClass(cls):
        assert cls.campus.stop() == 0
        said = cls.campus.program.all_errors() + "\n".join(cls.campus.program.said)
        for secret in (ADA, SYNC_TOKEN, "s3cr3t", *cls.campus.daily.variables.values()):
            assert secret not in said, "a secret was logged"

    def made(self, answer, status=201):
        self.assertEqual(answer.status, status, answer)
        return answer.json if answer.body else None

    def sync_session(self, **body):
        session = self.made(self.campus.call("POST", "/api/v1/projects/apollo/sync-sessions", body))
        return session, f"/api/v1/projects/apollo/sync-sessions/{session['id']}"

    def lesson(self, **body):
        lesson = self.made(self.campus.call("POST", "/api/v1/sessions", {"title": "Python 101", **body}))
        return lesson, f"/api/v1/sessions/{lesson['id']}"

    def enters(self, grant):
        """A browser opens the link that it was given."""
        link = urllib.parse.urlsplit(grant["join_url"])
        token = urllib.parse.parse_qs(link.query)["t"][0]
        return self.campus.daily.play("daily", "join", token=token)["participant"]


class SyncSpace(OnCampus):
    def test_a_session_from_its_beginning_to_the_archive_and_its_clearing(self):
        campus, daily = self.campus, self.campus.daily
        session, path = self.sync_session()
        self.assertEqual(session["status"], "live")
        self.assertTrue(session["room_name"].startswith("sync-apollo-"), session)

        ada = self.made(campus.call("POST", path + "/token"), 200)
        self.assertIn(session["room_name"], ada["room_url"])
        self.enters(ada)
        # Recording was asked for with the first token, and begins as somebody is in when the next one is given.
        grace = self.made(campus.call("POST", path + "/token", token=GRACE), 200)
        self.enters(grace)
        recording = wait_for("recording", lambda: next(iter(campus.call("GET", path + "/recordings").json["items"]), None))
        self.assertEqual(recording["kind"], "per_track")
        wait_for("recording is active", lambda: self.recordings(path)[0]["state"] == "active")

        over = self.made(campus.call("POST", path + "/end"), 200)
        self.assertEqual(over["status"], "ended")
        self.assertEqual(campus.call("POST", path + "/token").status, 410)
        self.assertEqual(campus.call("GET", path + "/recording/archive").status, 404)
        self.put_tracks_into_the_bucket(session["room_name"])
        daily.play("daily", "finish_recording", room=session["room_name"])
        wait_for(lambda: f"tracks are here: {self.recordings(path)} {campus.bucket.answers}", lambda: self.recordings(path)[0]["state"] == "fetched")

        self.assertEqual(len(self.files_here(recording["id"])), 2)
        archive = campus.call("GET", path + "/recording/archive", token=GRACE)
        self.assertEqual((archive.status, archive.headers["Content-Type"]), (200, "application/zip"))
        with zipfile.ZipFile(io.BytesIO(archive.body)) as files:
            self.assertIsNone(files.testzip())
            self.assertEqual(sorted(files.read(name) for name in files.namelist()), [TRACK, TRACK])
            for name in files.namelist():
                self.assertRegex(name, r"^\d\d-[A-Za-z0-9._-]+-cam-(audio|video)$")

        self.assertEqual(campus.call("POST", "/api/v1/projects/apollo/sync-sessions/clear-ended", token=GRACE).status, 403)
        cleared = self.made(campus.call("POST", "/api/v1/projects/apollo/sync-sessions/clear-ended"), 200)
        self.assertGreaterEqual(cleared["cleared"], 1)
        self.assertEqual(campus.call("GET", path).status, 404)
        self.assertEqual([one for one in campus.bucket.objects if one.startswith("/tracks/")], [], "what was recorded is deleted in the bucket")
        self.assertEqual(self.files_here(recording["id"]), [], "and here")

    def recordings(self, path):
        return self.campus.call("GET", path + "/recordings").json["items"]

    def put_tracks_into_the_bucket(self, room):
        """The emulator does not: it says only which there are."""
        headers = {"Authorization": "Bearer " + self.campus.daily.variables["DAILY_API_KEY"]}
        listed = call("GET", f"{self.campus.daily.url('daily')}/v1/recordings?room_name={room}", headers=headers).json["data"]
        for track in listed[0]["tracks"]:
            self.campus.bucket.objects["/tracks/" + track["s3Key"]] = TRACK

    def files_here(self, recording):
        data = os.path.join(self.campus.folder.name, "data", "recordings", recording)
        return [name for _, _, names in os.walk(data) for name in names]

    def test_the_webhook_is_registered_at_the_start_for_what_daily_has(self):
        url, headers = self.campus.daily.url("daily"), {"Authorization": "Bearer " + self.campus.daily.variables["DAILY_API_KEY"]}
        hooks = wait_for("webhook", lambda: call("GET", url + "/v1/webhooks", headers=headers).json)
        self.assertEqual([hook["url"] for hook in hooks], ["https://campus.example/api/v1/integrations/daily/webhook"])
        self.assertTrue({"participant.joined", "recording.ready-to-download"} <= set(hooks[0]["eventTypes"]), hooks)

    def test_the_same_idempotency_key_is_the_same_session(self):
        create = lambda: self.made(self.campus.call("POST", "/api/v1/projects/apollo/sync-sessions", {}, Idempotency_Key="k1"))
        self.assertEqual(create()["id"], create()["id"])

    def test_a_scheduled_session_gives_no_token_to_a_viewer_before_its_time_and_is_cancelled(self):
        session, path = self.sync_session(starts_at=TOMORROW)
        self.assertEqual(session["status"], "scheduled")
        refused = self.campus.call("POST", path + "/token", token=GRACE)
        self.assertEqual((refused.status, refused.json["error"]["code"]), (409, "not_yet"))
        self.assertEqual(self.campus.call("DELETE", path).status, 409)
        self.assertEqual(self.made(self.campus.call("POST", path + "/end", {"status": "cancelled"}), 200)["status"], "cancelled")
        listed = self.campus.call("GET", "/api/v1/projects/apollo/sync-sessions?status_filter=cancelled").json["items"]
        self.assertIn(session["id"], [one["id"] for one in listed])
        self.assertEqual(self.campus.call("DELETE", path).status, 204)
        self.assertEqual(self.campus.call("GET", path).status, 404)

    def test_a_recorder_finds_its_session_reports_a_link_and_uploads_a_file(self):
        campus = self.campus
        session, path = self.sync_session()
        found = campus.call("GET", f"/api/v1/sync-sessions/by-room/{session['room_name'].upper()}", token=None, X_Sync_Token=SYNC_TOKEN)
        self.assertEqual(found.status, 200, found)
        self.assertEqual((found.json["id"], found.json["project_id"]), (session["id"], "apollo"))

        campus.bucket.objects["/calls/abc123.mp3"] = b"a call"
        report = {"audio_url": campus.bucket.url + "/calls/abc123.mp3", "summary": "We agreed.", "transcript": {"segments": []}}
        for name in ("callback", "jibri", "callback"):
            self.made(campus.call("POST", f"{path}/recording/{name}", report, None, X_Sync_Token=SYNC_TOKEN), 200)
        card = campus.call("GET", path).json
        self.assertEqual({name: card[name] for name in report}, report)

        boundary, file = "----cut-here", os.urandom(300_000)
        form = (f'--{boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n--{boundary}\r\n'
                f'Content-Disposition: form-data; name="file"; filename="../../etc/passwd"\r\nContent-Type: audio/mpeg\r\n\r\n').encode()
        form += file + f"\r\n--{boundary}--\r\n".encode()
        for _ in range(2):
            self.made(campus.call("POST", path + "/recording/callback/upload?recorder_id=r1", form, None, X_Sync_Token=SYNC_TOKEN,
                                  Content_Type=f"multipart/form-data; boundary={boundary}"))
        items = wait_for("all are here", lambda: [one for one in self.recordings(path) if one["state"] == "fetched"][1:] and self.recordings(path))
        self.assertEqual(len(items), 2, "the same again was the same recording")
        with zipfile.ZipFile(io.BytesIO(campus.call("GET", path + "/recording/archive").body)) as files:
            self.assertEqual(sorted(files.read(name) for name in files.namelist()), sorted([b"a call", file]))


class Tutorium(OnCampus):
    def test_a_lesson_from_its_making_to_its_end(self):
        campus = self.campus
        lesson, path = self.lesson(description="Lesson 1", max_participants=3, scheduled_start=TOMORROW)
        self.assertEqual((lesson["status"], lesson["description"]), ("scheduled", "Lesson 1"))
        code = {"room_code": lesson["room_code"]}
        early = campus.call("POST", "/api/v1/sessions/join-by-code", code, GRACE)
        self.assertEqual((early.status, early.json["error"]["code"]), (409, "not_yet"), "students wait for their teacher")

        teacher = self.made(campus.call("POST", path + "/join"), 200)
        self.assertEqual(teacher["role"], "teacher")
        inside = self.enters(teacher)
        wait_for("the teacher is in", lambda: self.statuses(path).get("ada") == "joined")
        self.assertEqual(campus.call("GET", path).json["status"], "active")
        student = wait_for("a student gets in", lambda: self.admitted(code, GRACE))
        self.assertEqual((student["role"], student["session_id"]), ("student", lesson["id"]))
        self.assertTrue(self.may_share(teacher) and not self.may_share(student), "the teacher alone shares the screen")
        self.enters(student)
        wait_for("both are in", lambda: self.statuses(path) == {"ada": "joined", "grace": "joined"})
        self.made(campus.call("POST", path + "/join", token=GRACE), 200)
        self.assertNotIn("room_code", campus.call("GET", path, token=GRACE).json)
        self.assertIn(lesson["id"], [one["id"] for one in campus.call("GET", "/api/v1/sessions", token=GRACE).json["items"]])

        self.assertEqual(campus.call("POST", path + "/leave", token=GRACE).status, 204)
        wait_for("the student is out", lambda: self.statuses(path) == {"ada": "joined", "grace": "left"})
        self.assertEqual(campus.call("PATCH", path, {"title": "Python 102"}).json["title"], "Python 102")
        self.assertTrue(inside)
        self.assertEqual(campus.call("POST", path + "/leave").status, 204, "the lesson ends with its teacher")
        self.assertEqual(campus.call("GET", path).json["status"], "ended")
        for token, status in ((ADA, 410), (GRACE, 410)):
            self.assertEqual(campus.call("POST", path + "/join", token=token).status, status)
        self.assertEqual(campus.call("POST", "/api/v1/sessions/join-by-code", code, GRACE).status, 404, "its code is free")
        self.assertEqual(campus.call("DELETE", path).status, 204)
        self.assertEqual(campus.call("GET", path).status, 404)

    def admitted(self, code, token):
        answer = self.campus.call("POST", "/api/v1/sessions/join-by-code", code, token)
        return answer.json if answer.status == 200 else None

    def statuses(self, path):
        return {one["user_id"]: one["connection_status"] for one in self.campus.call("GET", path + "/participants").json["items"]}

    def may_share(self, grant):
        """What stands in the token: whether its holder is an owner, and whether the screen may be shared."""
        text = grant["meeting_token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return bool(claims.get("o")) and claims.get("ss", True)

    def test_wrong_codes_are_counted(self):
        for _ in range(10):
            self.assertEqual(self.campus.call("POST", "/api/v1/sessions/join-by-code", {"room_code": "AAAAAAAA"}, LINUS).status, 404)
        self.assertEqual(self.campus.call("POST", "/api/v1/sessions/join-by-code", {"room_code": "AAAAAAAA"}, LINUS).status, 429)

    def test_a_lesson_that_is_deleted_while_it_goes_on_is_ended_first(self):
        lesson, path = self.lesson()
        self.enters(self.made(self.campus.call("POST", path + "/join"), 200))
        self.assertEqual(self.campus.call("DELETE", path).status, 204)
        headers = {"Authorization": "Bearer " + self.campus.daily.variables["DAILY_API_KEY"]}
        room = lesson["daily_room_url"].rsplit("/", 1)[1]
        self.assertEqual(call("GET", f"{self.campus.daily.url('daily')}/v1/rooms/{room}", headers=headers).status, 404)


class Refused(OnCampus):
    def test_requests_that_are_refused(self):
        session, sync = self.sync_session()
        lesson, taught = self.lesson()
        others = "/api/v1/projects/gemini/sync-sessions/" + session["id"]
        unknown = "00000000-0000-4000-8000-000000000000"
        recorder = {"X_Sync_Token": SYNC_TOKEN}
        large = b'{"title": "' + b"x" * 100_000 + b'"}'
        table = [
            # status, method, path, body, token, headers
            (401, "GET", "/api/v1/projects/apollo/sync-sessions", None, None, {}),
            (401, "POST", sync + "/token", None, "wrong-token-0123456789", {}),
            (401, "POST", sync + "/end", None, None, {}),
            (401, "GET", sync + "/recording/archive", None, None, {}),
            (401, "GET", "/api/v1/sessions", None, None, {}),
            (401, "POST", "/api/v1/sessions/join-by-code", {"room_code": "x"}, None, {}),
            (403, "POST", "/api/v1/projects/apollo/sync-sessions", {}, GRACE, {}),
            (403, "GET", "/api/v1/projects/apollo/sync-sessions", None, EVE, {}),
            (403, "GET", "/api/v1/projects/unknown/sync-sessions", None, ADA, {}),
            (403, "POST", sync + "/token", None, EVE, {}),
            (403, "POST", sync + "/end", None, GRACE, {}),
            (403, "DELETE", sync, None, GRACE, {}),
            (404, "POST", others + "/token", None, EVE, {}),
            (404, "GET", others + "/recording/archive", None, EVE, {}),
            (404, "POST", others + "/end", None, EVE, {}),
            (404, "GET", sync.replace("sync-sessions/" + session["id"], "sync-sessions/" + lesson["id"]), None, ADA, {}),
            (404, "GET", f"/api/v1/sessions/{session['id']}", None, ADA, {}),
            (404, "GET", f"/api/v1/sessions/{unknown}", None, ADA, {}),
            (403, "GET", taught, None, GRACE, {}),
            (403, "GET", taught + "/participants", None, EVE, {}),
            (403, "PATCH", taught, {"title": "mine"}, EVE, {}),
            (403, "DELETE", taught, None, EVE, {}),
            (403, "POST", "/api/v1/sessions", {"title": "x"}, GRACE, {}),
            (403, "POST", taught + "/join", None, GRACE, {}),
            (400, "POST", "/api/v1/sessions", b"{not json", ADA, {}),
            (400, "POST", "/api/v1/sessions", {"title": 7}, ADA, {}),
            (400, "POST", "/api/v1/sessions", {"title": "x", "max_participants": 1}, ADA, {}),
            (400, "POST", "/api/v1/sessions", {"title": "x", "scheduled_start": "soon"}, ADA, {}),
            (400, "POST", sync + "/end", {"status": "live"}, ADA, {}),
            (400, "GET", "/api/v1/projects/apollo/sync-sessions?status_filter=lost", None, ADA, {}),
            (400, "GET", "/api/v1/projects/apollo/sync-sessions?page=tricks", None, ADA, {}),
            (413, "POST", "/api/v1/sessions", large, ADA, {}),
            (413, "POST", "/nowhere", large, ADA, {}),
            (404, "GET", "/nowhere", None, ADA, {}),
            (404, "GET", "/api/v1/projects/..%2f..%2fetc/sync-sessions", None, ADA, {}),
            (404, "GET", "/api/v1/projects/apollo/sync-sessions/..%2f..%2fcampus.db", None, ADA, {}),
            (401, "GET", "/api/v1/sync-sessions/by-room/" + session["room_name"], None, ADA, {}),
            (401, "GET", "/api/v1/sync-sessions/by-room/" + session["room_name"], None, None, {"X_Sync_Token": SYNC_TOKEN + "x"}),
            (404, "GET", "/api/v1/sync-sessions/by-room/sync-unknown", None, None, recorder),
            (404, "GET", "/api/v1/sync-sessions/by-room/lesson", None, None, recorder),
            (401, "POST", sync + "/recording/callback", {"audio_url": "https://x.example/a"}, ADA, {}),
            (404, "POST", others + "/recording/callback", {"audio_url": "https://x.example/a"}, None, recorder),
            (400, "POST", sync + "/recording/callback", {"audio_url": "javascript:alert(1)"}, None, recorder),
            (400, "POST", sync + "/recording/callback", {"audio_url": "http://x.example/a"}, None, recorder),
            (401, "POST", sync + "/recording/callback/upload?recorder_id=r", b"x" * 1000, ADA, {}),
            (400, "POST", sync + "/recording/callback/upload?recorder_id=r", b"x" * 1000, None, recorder),
            (400, "POST", sync + "/recording/callback/upload", b"--b--\r\n", None, {**recorder, "Content_Type": "multipart/form-data; boundary=b"}),
            (413, "POST", sync + "/recording/callback/upload?recorder_id=r", b"x" * 3_000_000, None, recorder),
            (401, "POST", "/api/v1/integrations/daily/webhook", self.event(session), None, {}),
            (401, "POST", "/api/v1/webhooks/daily", self.event(session), None, self.signature(session, b"another key")),
            (401, "POST", "/api/v1/webhooks/daily", self.event(session), None, self.signature(session, at=time.time() - 3600)),
        ]
        for status, method, path, body, token, headers in table:
            with self.subTest(f"{method} {path} {body if body is None else str(body)[:60]}"):
                answer = self.campus.call(method, path, body, token, **headers)
                self.assertEqual(answer.status, status, answer)
                self.assertTrue(path.endswith("webhook") or path.endswith("/daily") or answer.json["error"]["message"])
        self.assertEqual(self.campus.call("GET", sync).json["status"], "live", "and nothing has happened")

    def event(self, session):
        payload = {"room": session["room_name"], "start_ts": 1.0, "end_ts": 2.0, "meeting_id": "m"}
        return json.dumps({"version": "1.0.0", "type": "meeting.ended", "id": "e1", "payload": payload, "event_ts": 2}).encode()

    def signature(self, session, key=None, at=None):
        key = key or base64.b64decode(self.campus.daily.variables["DAILY_WEBHOOK_SECRET"])
        at = str(int(at or time.time()))
        mac = hmac.new(key, at.encode() + b"." + self.event(session), hashlib.sha256).digest()
        return {"X_Webhook_Timestamp": at, "X_Webhook_Signature": base64.b64encode(mac).decode()}

    def test_a_genuine_webhook_is_taken_on_both_paths_and_again(self):
        session, _ = self.sync_session()
        for path in ("/api/v1/webhooks/daily", "/api/v1/integrations/daily/webhook"):
            answer = self.campus.call("POST", path, self.event(session), None, **self.signature(session))
            self.assertEqual(answer.status, 200, answer)

    def test_a_body_in_chunks_is_limited_too_and_the_connection_stays_in_step(self):
        address = urllib.parse.urlsplit(self.campus.program.url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        credentials = {"Authorization": f"Bearer {ADA}"}
        connection.request("POST", "/api/v1/sessions", iter([b"x" * 50_000] * 4), credentials, encode_chunked=True)
        answer = connection.getresponse()
        self.assertEqual((answer.status, bool(answer.read())), (413, True))
        connection.request("GET", "/api/v1/sessions", headers=credentials)
        self.assertEqual(connection.getresponse().status, 200)
        connection.close()


class Started(unittest.TestCase):
    def test_what_is_missing_is_said_all_at_once(self):
        program = Program([PROGRAMS.server], {"DAILY_ENABLE_RECORDING": "raw-tracks", "PORT": "many"})
        self.assertEqual(program.process.wait(30), 2)
        said = program.all_errors()
        for name in ("DAILY_API_KEY", "MEMBERS_FILE", "DAILY_RAW_TRACKS_S3_BUCKET", "PORT"):
            self.assertRegex(said, rf"(?m)^{re.escape(name)} ")
        program.stop()

    def test_a_session_that_was_begun_before_a_restart_is_there_after_it(self):
        campus = Campus(PROGRAMS, PROJECT_MEETINGS_ENABLED="true")
        try:
            made = campus.call("POST", "/api/v1/projects/apollo/sync-sessions", {}).json
            self.assertEqual(campus.program.stop(), 0)
            again = Program([PROGRAMS.server], campus.variables).wait_until_it_listens()
            path = f"{again.url}/api/v1/projects/apollo/sync-sessions/{made['id']}/token"
            self.assertEqual(call("POST", path, None, {"Authorization": f"Bearer {ADA}"}).status, 200)
            self.assertEqual(again.stop(), 0)
        finally:
            campus.stop()

    def test_a_campus_without_sync_space_has_none_of_its_paths(self):
        campus = Campus(PROGRAMS, PROJECT_MEETINGS_ENABLED="false")
        try:
            self.assertEqual(campus.call("GET", "/api/v1/projects/apollo/sync-sessions").status, 404)
            self.assertEqual(campus.call("GET", "/api/v1/sessions").status, 200)
        finally:
            campus.stop()


PROGRAMS, REST = arguments("tool", "server")
if __name__ == "__main__":
    main(REST)
