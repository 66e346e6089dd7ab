"""The controller against an emulated LiveKit and Google's services as google.py has them."""

import base64
import concurrent.futures
import hashlib
import hmac
import http.server
import json
import os
import re
import tempfile
import threading
import time
import unittest

import example
from example import call, wait_for
from google import BUCKET, EMAIL, Google, KeyPair, from_base64url

KEY = "the-control-key"
KNOWN = {"x-api-key": KEY}
PATHS = None  # of the programs
MEGABYTE = 1 << 20


def claims_of(token):
    return json.loads(from_base64url(token.split(".")[1]))


class Proxy:
    """LiveKit's API, whose answers a test may change on their way: what a worker says is not to be trusted."""

    def __init__(self, target):
        self.changes = {}  # of a file's path as the worker told it
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name: self.headers[name] for name in ("Authorization", "Content-Type") if name in self.headers}
                answer = call("POST", target + self.path, body, headers)
                said = answer.body
                for path, told in outer.changes.items() if self.path.endswith("/ListEgress") else ():
                    said = said.replace(json.dumps(path).encode(), json.dumps(told).encode())
                self.send_response(answer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


class World:
    """Everything around the controller, and the controller itself."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.recordings = f"{self.folder.name}/recordings"
        os.mkdir(self.recordings)
        self.google = Google(KeyPair(self.folder.name))
        self.providers = example.Providers(PATHS.tool, kinds=("livekit",))
        self.proxy = Proxy(self.providers.url("livekit"))
        self.programs = []
        self.program = None

    def livekit_variables(self):
        key, secret = (self.providers.variables[f"LIVEKIT_API_{part}"] for part in ("KEY", "SECRET"))
        return {"LIVEKIT_API_KEY": key, "LIVEKIT_API_SECRET": secret, "LIVEKIT_WEBHOOK_API_KEY": key,
                "LIVEKIT_WEBHOOK_API_SECRET": secret, "LIVEKIT_URL": self.proxy.url, "LIVEKIT_HOST": "wss://live.example.com"}

    def firebase_variables(self):
        return {"FIREBASE_PROJECT_ID": "chatspheres", "FIREBASE_CLIENT_EMAIL": EMAIL,
                "FIREBASE_PRIVATE_KEY": self.google.keys.private.replace("\n", "\\n"), "FIREBASE_STORAGE_BUCKET": BUCKET,
                "FIREBASE_DATABASE_URL": self.google.database_url, "FIREBASE_STORAGE_URL": self.google.storage_url,
                "FIREBASE_TOKEN_URL": self.google.token_url}

    def variables(self, name, archive):
        return {"LIVEKIT_CONTROL_API_KEY": KEY, "CONTROL_PORT": "0", "CONTROL_STATE_DIR": f"{self.folder.name}/{name}",
                "RECORDING_OUTPUT_DIR": self.recordings, "RECORDING_FINALIZE_RETRY_DELAY_MS": "100",
                "RECORDING_FILE_WAIT_ATTEMPTS": "20", "RECORDING_FILE_WAIT_DELAY_MS": "100",
                "DELETE_LOCAL_AFTER_UPLOAD": "true", "LIVEKIT_ALLOWED_ORIGINS": "*", **self.livekit_variables(), **archive}

    def start(self, name="firebase", archive=None):
        archive = self.firebase_variables() if archive is None else archive
        self.program = example.Program([PATHS.server], self.variables(name, archive)).wait_until_it_listens()
        self.programs.append(self.program)
        self.providers.receivers["livekit"] = self.program.url + "/webhooks/livekit"

    def post(self, path, body, headers=None):
        return call("POST", self.program.url + path, body, KNOWN if headers is None else headers)

    def said(self):
        return "".join(one.all_errors() + "\n".join(one.said) for one in self.programs)

    def stop(self):
        self.program.stop()
        self.providers.stop()
        self.proxy.server.shutdown()
        self.proxy.server.server_close()
        self.google.stop()
        self.folder.cleanup()


def setUpModule():
    global world
    world = World()
    world.start()


def tearDownModule():
    world.providers.receivers.clear()
    world.stop()
    said = world.said()
    assert not world.google.created or "archived as gs://" in said
    for secret in (KEY, world.providers.variables["LIVEKIT_API_SECRET"], "ya29.", "X-Goog-Signature", "upload_id", "PRIVATE KEY"):
        assert secret not in said, f"a log holds {secret}"
    assert not re.search(r"eyJ[\w-]+\.eyJ", said), "a log holds a token"


class Recorded:
    """A recording from its start to its end, with a file as an egress worker would have written it."""

    def __init__(self, room, size=MEGABYTE):
        self.room, self.page = room, f"https://chatspheres.example.com/rooms/{room}?a=b"
        self.bytes = os.urandom(size)
        token = world.post("/token", {"roomName": room, "identity": "ada", "role": "host"}).json["token"]
        self.livekit_room = claims_of(token)["video"]["room"]
        world.providers.play("livekit", "join", token=token)
        self.started = world.post("/recordings/start", {"roomName": room, "roomUrl": self.page, "layout": "speaker",
                                                        "metadata": {"title": "Ünïcode"}})
        assert self.started.status == 200, self.started
        self.id = self.started.json["recordingId"]
        self.path = wait_for("an active recording", lambda: self.told("EGRESS_ACTIVE"))
        self.write(self.path)

    def told(self, status):
        for _, _, body in list(world.providers.webhooks):
            info = json.loads(body).get("egressInfo", {})
            if info.get("roomName") == self.livekit_room and info.get("status") == status:
                return info["fileResults"][0]["filename"]
        return None

    def write(self, path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(self.bytes)

    def stop(self):
        answer = world.post("/recordings/stop", {"recordingId": self.id})
        assert answer.status == 200, answer
        return self

    def webhook_came(self):
        wait_for("the webhook", lambda: self.told("EGRESS_COMPLETE"))
        return self

    @property
    def record_path(self):
        return f"recordings/{base64.b64encode(self.page.encode()).decode()}/{self.id}"

    def record(self):
        return wait_for("a record", lambda: world.google.records.get(self.record_path))

    def local_file_is_gone(self):
        return wait_for("the local file is deleted", lambda: not os.path.exists(self.path))

    @property
    def object(self):
        return f"recordings/{self.id}.mp4"


class Tokens(unittest.TestCase):
    def token(self, room, identity, **more):
        return world.post("/token", {"roomName": room, "identity": identity, **more})

    def test_a_role_decides_over_the_rights_and_only_a_host_is_an_administrator(self):
        for role, admin, publish in (("host", True, True), ("participant", None, True), ("spectator", None, False)):
            answer = self.token(f"rights-{role}", "ada", role=role, metadata={"country": "fr"})
            self.assertEqual(answer.status, 200, answer)
            self.assertEqual(answer.json["url"], "wss://live.example.com")
            claims = claims_of(answer.json["token"])
            self.assertEqual(claims["video"].get("roomAdmin"), admin)
            self.assertEqual(claims["video"]["canPublish"], publish)
            self.assertEqual(json.loads(claims["metadata"]), {"country": "fr"})
            self.assertLess(claims["exp"], time.time() + 3600)

    def test_a_room_is_full_and_an_identity_is_in_it_once(self):
        ada = self.token("pair", "ada").json["token"]
        world.providers.play("livekit", "join", token=ada)
        wait_for("ada is seen", lambda: self.token("pair", "ada").status == 409)
        self.assertEqual(self.token("pair", "ada").json["error"]["code"], "duplicate_session")
        self.assertEqual(self.token("pair", "grace").status, 200)
        third = self.token("pair", "eve")
        self.assertEqual((third.status, third.json["error"]["code"]), (409, "room_full"))

    def test_who_comes_first_at_once_gets_into_one_room_as_long_as_there_is_a_place(self):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda who: self.token("rush", f"p{who}", role="host"), range(8)))
        self.assertEqual(sorted(answer.status for answer in answers), 2 * [200] + 6 * [409], answers)
        rooms = {claims_of(answer.json["token"])["video"]["room"] for answer in answers if answer.status == 200}
        self.assertEqual(len(rooms), 1)


class Archived(unittest.TestCase):
    def setUp(self):
        world.google.faults.clear()

    def tearDown(self):
        self.assertEqual(world.google.problems, [])

    def assert_archived_once(self, made):
        record = made.record()
        self.assertEqual(record["status"], "uploaded", record)
        made.local_file_is_gone()
        self.assertEqual(world.google.created.count(made.object), 1)
        self.assertEqual(world.google.written.count(made.record_path), 1)
        self.assertEqual(world.google.objects[made.object]["bytes"], made.bytes)
        return record

    def test_a_finished_recording_is_uploaded_linked_and_removed_here(self):
        made = Recorded("lobby")
        self.assertTrue(made.path.startswith(made.started.json["filepath"] + "/"))
        self.assertEqual(made.started.json["layout"], "speaker")
        again = world.post("/recordings/start", {"roomName": "LOBBY", "roomUrl": made.page}).json
        self.assertEqual((again["recordingId"], again["filepath"]), (made.id, made.started.json["filepath"]))
        record = self.assert_archived_once(made.stop())
        self.assertEqual(record["metadata"], {"title": "Ünïcode"})
        self.assertEqual((record["roomUrl"], record["recordingId"]), (made.page, made.id))
        self.assertEqual((record["bytes"], record["storagePath"]), (len(made.bytes), made.object))
        self.assertGreater(record["durationMs"], 0)
        self.assertIn("X-Goog-Expires=604800&", record["downloadUrl"])
        self.assertEqual(call("GET", record["downloadUrl"]).body, made.bytes)
        forged = record["downloadUrl"].replace(made.id, made.id[::-1])
        self.assertEqual(call("GET", forged).status, 403)
        self.assertEqual(world.post("/recordings/stop", {"recordingId": made.id}).status, 200)

    def test_what_fails_on_the_way_is_tried_again_and_done_once(self):
        before = world.google.resumed
        faults = {"token_revoked": 1, "token_500": 2, "upload_503": 1, "upload_cut": 2, "upload_answer_lost": 1, "database_503": 2}
        for name, times in faults.items():
            world.google.fault(name, times)
        made = Recorded("faults", size=5 * MEGABYTE)
        self.assert_archived_once(made.stop())
        self.assertEqual({name: left for name, left in world.google.faults.items() if left}, {})
        self.assertEqual(world.google.resumed - before, 2)

    def test_a_stop_in_the_middle_of_an_upload_is_prompt_and_loses_nothing(self):
        world.google.fault("upload_stalls")
        self.addCleanup(world.google.released.set)
        made = Recorded("stopped", size=32 * MEGABYTE).stop()  # more than what is on its way in sockets
        self.assertTrue(world.google.stalled.wait(example.PATIENCE))
        world.providers.receivers.clear()
        began = time.monotonic()
        self.assertEqual(world.program.stop(), 0)
        self.assertLess(time.monotonic() - began, 10)
        world.start()
        self.assert_archived_once(made)

    def kill_and_start_again(self):
        world.providers.receivers.clear()
        world.program.process.kill()
        world.program.process.wait()
        world.google.faults.clear()
        world.start()

    def test_a_kill_between_webhook_and_upload_loses_nothing(self):
        world.google.fault("upload_503", 10**6)
        made = Recorded("killed-before").stop().webhook_came()
        self.assertNotIn(made.object, world.google.objects)
        self.kill_and_start_again()
        self.assert_archived_once(made)

    def test_a_kill_between_upload_and_record_uploads_nothing_twice(self):
        world.google.fault("database_503", 10**6)
        made = Recorded("killed-between").stop()
        wait_for("an object", lambda: made.object in world.google.objects)
        self.assertTrue(os.path.exists(made.path))
        self.kill_and_start_again()
        self.assert_archived_once(made)

    def assert_given_up(self, made):
        self.assertEqual(made.record()["status"], "failed")
        self.assertNotIn("downloadUrl", made.record())
        self.assertNotIn(made.object, world.google.objects)

    def test_a_path_that_leads_elsewhere_is_never_followed(self):
        secret = f"{world.folder.name}/secret.mp4"
        with open(secret, "wb") as file:
            file.write(b"not a recording")
        stranger = f"{world.recordings}/of-somebody-else/a.mp4"
        os.makedirs(os.path.dirname(stranger))
        os.link(secret, stranger)
        tricks = ("{folder}/../../secret.mp4", "{folder}/x/../../of-somebody-else/a.mp4", secret, stranger, "{folder}",
                  "../secret.mp4", "")

        def told(number):
            made = Recorded(f"told-{number}")
            world.proxy.changes[made.path] = tricks[number].format(folder=made.started.json["filepath"])
            return made.stop()

        self.addCleanup(world.proxy.changes.clear)
        with concurrent.futures.ThreadPoolExecutor(len(tricks)) as pool:
            for trick, made in zip(tricks, pool.map(told, range(len(tricks)))):
                with self.subTest(trick):
                    self.assert_given_up(made)
        self.assertTrue(os.path.exists(secret))

    def test_a_link_out_of_the_folder_is_never_followed_and_a_missing_file_not_awaited_for_ever(self):
        outside = f"{world.folder.name}/outside"

        def linked(place):
            made = Recorded(f"link-{place}")
            made.elsewhere = f"{outside}/{os.path.basename(made.path)}"
            made.write(made.elsewhere)
            os.remove(made.path)
            if place == "folder":
                os.rmdir(os.path.dirname(made.path))
                os.symlink(outside, os.path.dirname(made.path))
            elif place == "file":
                os.symlink(made.elsewhere, made.path)
            return made.stop()

        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            for made in pool.map(linked, ("file", "folder", "nowhere")):
                with self.subTest(made.room):
                    self.assert_given_up(made)
                    self.assertTrue(os.path.exists(made.elsewhere))

    def test_without_firebase_files_go_into_a_folder(self):
        archive = f"{world.folder.name}/kept"
        world.providers.receivers.clear()
        world.program.stop()
        world.start("local", {"ARCHIVE_DIR": archive, "DELETE_LOCAL_AFTER_UPLOAD": "false"})
        try:
            made = Recorded("local").stop()
            wait_for("a record", lambda: os.path.exists(f"{archive}/{made.id}.json"))
            with open(f"{archive}/{made.id}.json", encoding="utf-8") as file:
                record = json.load(file)
            self.assertEqual((record["status"], record["path"]), ("uploaded", f"{archive}/{made.id}.mp4"))
            with open(record["path"], "rb") as file:
                self.assertEqual(file.read(), made.bytes)
            self.assertTrue(os.path.exists(made.path))
        finally:
            world.providers.receivers.clear()
            self.assertEqual(world.program.stop(), 0)
            world.start()


class Refused(unittest.TestCase):
    def webhook(self, secret=None, body=b'{"event":"egress_ended","id":"EV_1"}', signed=None, age=0):
        """A webhook as LiveKit signs it: HS256 over claims with the SHA-256 of the body."""
        key, good = (world.providers.variables[f"LIVEKIT_API_{part}"] for part in ("KEY", "SECRET"))
        encode = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        digest = base64.b64encode(hashlib.sha256(signed or body).digest()).decode()
        claims = {"iss": key, "exp": int(time.time()) + 300 - age, "nbf": int(time.time()) - age, "sha256": digest}
        text = encode(b'{"alg":"HS256","typ":"JWT"}') + "." + encode(json.dumps(claims).encode())
        mac = hmac.new((secret or good).encode(), text.encode(), hashlib.sha256).digest()
        return "/webhooks/livekit", body, {"Authorization": text + "." + encode(mac)}

    def test_requests_that_must_not_pass(self):
        token = {"roomName": "refused", "identity": "ada"}
        start = {"roomName": "refused", "roomUrl": "https://a.example/room"}
        nobody = "00000000-0000-4000-8000-000000000000"
        deep = json.loads("[" * 40 + "]" * 40)
        table = (
            ("no key", 401, "/token", token, {}),
            ("a wrong key", 401, "/token", token, {"x-api-key": KEY + "x"}),
            ("half a key", 401, "/token", token, {"x-api-key": KEY[:-1]}),
            ("an empty key", 401, "/token", token, {"x-api-key": ""}),
            ("a key as bearer", 401, "/token", token, {"Authorization": "Bearer " + KEY}),
            ("a start without key", 401, "/recordings/start", start, {}),
            ("a stop without key", 401, "/recordings/stop", {"recordingId": nobody}, {}),
            ("no room", 400, "/token", {"identity": "ada"}, KNOWN),
            ("no identity", 400, "/token", {"roomName": "refused"}, KNOWN),
            ("a room with a line break", 400, "/token", {**token, "roomName": "a\nb"}, KNOWN),
            ("a room too long", 400, "/token", {**token, "roomName": "a" * 129}, KNOWN),
            ("an identity too long", 400, "/token", {**token, "identity": "a" * 257}, KNOWN),
            ("a room that is a number", 400, "/token", {**token, "roomName": 7}, KNOWN),
            ("a role that is none", 400, "/token", {**token, "role": "roomAdmin"}, KNOWN),
            ("no JSON", 400, "/token", b"{", KNOWN),
            ("no object", 400, "/token", b"[]", KNOWN),
            ("a body too large", 413, "/token", b"{" + b" " * (2 * MEGABYTE) + b"}", KNOWN),
            ("chunks without end", 413, "/token", iter([b" " * 50_000] * 4), KNOWN),
            ("chunks without end to nowhere", 413, "/tokens", iter([b" " * 50_000] * 4), KNOWN),
            ("an unknown path", 404, "/tokens", token, KNOWN),
            ("a path trick", 404, "/recordings/..%2ftoken", token, KNOWN),
            ("a recording in a room that nobody meets in", 404, "/recordings/start", start, KNOWN),
            ("no page", 400, "/recordings/start", {"roomName": "refused"}, KNOWN),
            ("a page that is a script", 400, "/recordings/start", {**start, "roomUrl": "javascript:alert(1)"}, KNOWN),
            ("a page with a path trick", 400, "/recordings/start", {**start, "roomUrl": "../../users"}, KNOWN),
            ("a page too long", 400, "/recordings/start", {**start, "roomUrl": "https://a.example/" + "a" * 512}, KNOWN),
            ("an unknown layout", 400, "/recordings/start", {**start, "layout": "https://evil.example"}, KNOWN),
            ("a name the database refuses", 400, "/recordings/start", {**start, "metadata": {"a/b": 1}}, KNOWN),
            ("metadata too deep", 400, "/recordings/start", {**start, "metadata": deep}, KNOWN),
            ("a recording of nobody", 404, "/recordings/stop", {"recordingId": nobody}, KNOWN),
            ("a recording's path", 404, "/recordings/stop", {"recordingId": "../" + nobody}, KNOWN),
            ("no recording", 400, "/recordings/stop", {}, KNOWN),
            ("a webhook without signature", 401, "/webhooks/livekit", b"{}", {}),
            ("a webhook with the control key", 401, "/webhooks/livekit", b"{}", {"Authorization": KEY, **KNOWN}),
            ("a webhook signed by another", 401, *self.webhook(secret="another")),
            ("a webhook with another body", 401, *self.webhook(signed=b"{}")),
            ("a webhook of yesterday", 401, *self.webhook(age=86400)),
        )
        for what, status, path, body, headers in table:
            with self.subTest(what):
                self.assertEqual(world.post(path, body, headers).status, status)

    def test_a_genuine_webhook_passes_so_that_the_table_means_something(self):
        self.assertEqual(world.post(*self.webhook()).status, 200)

    def test_other_methods_and_strangers_find_nothing(self):
        self.assertEqual(call("GET", world.program.url + "/token", headers=KNOWN).status, 404)
        self.assertEqual(call("GET", world.program.url + "/").status, 404)

    def test_health_is_open_and_says_what_answers(self):
        answer = call("GET", world.program.url + "/health")
        self.assertEqual((answer.status, answer.json), (200, {"ok": True, "livekit": True, "store": True, "firebase": True}))


class Settings(unittest.TestCase):
    def refused(self, **changed):
        variables = {**world.variables("refused", world.firebase_variables()), **changed}
        program = example.Program([PATHS.server], {name: value for name, value in variables.items() if value is not None})
        self.assertEqual(program.process.wait(timeout=example.PATIENCE), 1)
        said = program.all_errors()
        program.process.stdout.close()
        program.errors.close()
        return said

    def test_all_that_is_missing_is_said_at_once(self):
        said = self.refused(LIVEKIT_CONTROL_API_KEY=None, FIREBASE_DATABASE_URL=None, FIREBASE_PRIVATE_KEY=None,
                            FIREBASE_STORAGE_BUCKET=None, CONTROL_PORT="99999", LIVEKIT_API_SECRET=None)
        for name in ("LIVEKIT_CONTROL_API_KEY", "FIREBASE_DATABASE_URL", "FIREBASE_PRIVATE_KEY", "FIREBASE_STORAGE_BUCKET",
                     "CONTROL_PORT", "LIVEKIT_API_SECRET"):
            self.assertIn(name, said)

    def test_a_variable_that_has_no_effect_is_named(self):
        self.assertIn("LIVEKIT_ALLOWED_ORIGINS is not read", world.said())

    def test_what_would_be_unsafe_is_refused(self):
        for name in ("FIREBASE_DATABASE_URL", "FIREBASE_STORAGE_URL", "FIREBASE_TOKEN_URL"):
            self.assertIn(name, self.refused(**{name: "http://storage.example.com"}))
        self.assertIn("FIREBASE_PRIVATE_KEY", self.refused(FIREBASE_PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\\nAAAA"))


if __name__ == "__main__":
    PATHS, remaining = example.arguments("tool", "server")
    example.main(remaining)
