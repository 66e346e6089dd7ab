// The page of a meeting: the room itself, as the grant says, and beside it what the server knows of it.

import { act, call, element, say } from "/assets/api.js";
import { openRoom } from "/assets/stage.js";

const byId = (id) => document.getElementById(id);
const begin = JSON.parse(byId("begin").textContent);
const pace = 1500; // milliseconds between two looks
const running = ["requested", "starting", "active"];
const recordingWords = {
  requested: "is asked for", starting: "is starting", active: "is running", stopping: "is stopping", processing: "is being made",
  ready: "is ready", fetched: "is stored", failed: "has failed", cancelled: "was cancelled", deleted: "was deleted",
};

let room = null; // what leaves the room again

function refuse(words, again) {
  if (!byId("refusal").hidden) return; // leaving the room is what follows from the first word
  byId("meeting").hidden = true;
  byId("refusal").hidden = false;
  byId("refusal-words").textContent = words;
  byId("refusal-again").textContent = again || "";
  byId("refusal-words").focus();
  room?.leave();
}

/// Somebody is out of the room, and the room knows less of why than the server.
async function out(words) {
  try {
    const session = await call("GET", `/api/sessions/${encodeURIComponent(begin.session.id)}`);
    refuse(session.over_at ? "It is over." : words);
  } catch {
    refuse(words);
  }
}

/// A session's own part of the page.
function show(session) {
  byId("title").textContent = session.name || session.room;
  document.title = `${session.name || session.room} · meeting`;
  byId("state").textContent = session.state;
  byId("platform").textContent = session.platform;
  byId("why").textContent = session.why;
  for (const id of ["invitation", "ending", "record"]) byId(id).hidden = !session.is_host;
  if (session.is_host) {
    const link = new URL(`/j/${session.join_code}`, location.href).href;
    byId("code").textContent = session.join_code;
    byId("link").textContent = link;
    byId("link").href = link;
  }
}

function showPeople(path, people, isHost) {
  byId("people").replaceChildren(...people.filter((one) => one.is_in || one.removed_at).map((one) => {
    const row = element("li");
    const notes = [one.role === "host" ? "host" : "", one.is_you ? "you" : "", one.removed_at ? "removed" : ""].filter(Boolean);
    row.append(element("span", one.name + (notes.length ? ` (${notes.join(", ")})` : "")));
    if (isHost && !one.is_you && one.person) {
      const back = Boolean(one.removed_at);
      const button = element("button", back ? "Let back in" : "Remove", { type: "button", className: "plain" });
      button.setAttribute("aria-label", `${back ? "Let back in" : "Remove"} ${one.name}`);
      button.addEventListener("click", () => act(button, async () => {
        const who = `${path}/people/${encodeURIComponent(one.person)}`;
        await (back ? call("POST", `${who}/readmit`) : call("DELETE", who));
        await look();
      }));
      row.append(button);
    }
    return row;
  }));
}

let current = null; // the recording that runs

function showRecordings(items) {
  current = items.find((one) => running.includes(one.state)) || null;
  byId("record").textContent = current ? "Stop recording" : "Start recording";
  byId("recordings").replaceChildren(...items.map((one) => {
    const row = element("li");
    row.append(element("span", `${one.kind} ${recordingWords[one.state] || one.state}${one.failure ? `: ${one.failure}` : ""}`));
    return row;
  }));
}

/// What has changed since the last look. A list that says the same again is left alone: screen readers follow it.
let seen = "";

async function look() {
  const path = `/api/sessions/${encodeURIComponent(begin.session.id)}`;
  const [session, people, recordings] = await Promise.all([
    call("GET", path), call("GET", `${path}/people`), call("GET", `${path}/recordings`)]);
  if (session.over_at) return refuse(session.state === "cancelled" ? "It was cancelled." : "It is over.");
  const now = JSON.stringify([session, people, recordings]);
  if (now === seen) return;
  seen = now;
  show(session);
  showPeople(path, people.items, session.is_host);
  showRecordings(recordings.items);
}

async function watch() {
  for (;;) {
    try {
      if (byId("meeting").hidden) return;
      await look();
    } catch (error) {
      if (error.status === 404) return refuse("There is no such meeting any more.");
      say(error.message);
    }
    await new Promise((done) => setTimeout(done, pace));
  }
}

byId("record").addEventListener("click", (event) => act(event.currentTarget, async () => {
  const path = `/api/sessions/${encodeURIComponent(begin.session.id)}/recordings`;
  await (current ? call("POST", `${path}/${encodeURIComponent(current.id)}/stop`) : call("POST", path));
  await look();
}));

byId("end").addEventListener("click", (event) => act(event.currentTarget, async () => {
  await call("POST", `/api/sessions/${encodeURIComponent(begin.session.id)}/end`);
  await look();
}));

async function start() {
  if (begin.refusal) {
    const waits = ["not_yet", "not_ready", "full"].includes(begin.refusal.code);
    refuse(begin.refusal.message, waits ? "This page tries again by itself." : "");
    if (waits) setTimeout(() => location.reload(), 10000);
    return;
  }
  byId("meeting").hidden = false;
  show(begin.session);
  watch();
  try {
    room = await openRoom(byId("stage"), begin.grant, begin.you, out);
  } catch (error) {
    say(error.message);
  }
}

start();
