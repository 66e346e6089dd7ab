import { act, call, element, say } from "/assets/api.js";

const byId = (id) => document.getElementById(id);
const states = { scheduled: "to come", live: "live", ended: "over", cancelled: "cancelled" };

async function nameMyself(name) {
  await call("POST", "/api/identity", { name });
}

function enter(session) {
  location.assign(`/room/${encodeURIComponent(session)}`);
}

byId("join").addEventListener("submit", (event) => {
  event.preventDefault();
  act(event.submitter, async () => {
    await nameMyself(byId("join-name").value.trim());
    const answer = await call("POST", "/api/join", { code: byId("join-code").value.trim() });
    enter(answer.session_id);
  });
});

// The same request again, after an answer that was lost, makes no second meeting.
let requestKey = crypto.randomUUID();

byId("create").addEventListener("submit", (event) => {
  event.preventDefault();
  act(event.submitter, async () => {
    await nameMyself(byId("create-name").value.trim());
    const starts = byId("create-starts").value;
    const most = byId("create-most").value;
    const session = await call("POST", "/api/sessions", {
      name: byId("create-title-input").value.trim(),
      room: byId("create-room").value.trim() || undefined,
      starts_at: starts ? new Date(starts).toISOString() : undefined,
      max_people: most ? Number(most) : undefined,
    }, { "Idempotency-Key": requestKey });
    requestKey = crypto.randomUUID();
    if (session.state !== "scheduled") return enter(session.id);
    // A host who goes in opens it; what is planned for later is not opened by planning it.
    event.target.reset();
    await showMine();
    say(`“${session.name}” is planned for ${new Date(session.starts_at).toLocaleString()}. Its code is ${session.join_code}.`);
  });
});

byId("clear").addEventListener("click", (event) => {
  act(event.currentTarget, async () => {
    const cleared = await call("POST", "/api/sessions/clear");
    await showMine();
    say(`${cleared.sessions} removed${cleared.kept_recordings ? `, ${cleared.kept_recordings} kept for their recordings` : ""}.`);
  });
});

async function showMine() {
  const { items } = await call("GET", "/api/sessions");
  byId("mine").replaceChildren(...items.map((session) => {
    const row = element("li");
    const link = element("a", session.name || session.room, { href: `/room/${encodeURIComponent(session.id)}` });
    row.append(link, element("span", `${states[session.state]} on ${session.platform}`, { className: "hint" }));
    return row;
  }));
  byId("none").hidden = items.length > 0;
  byId("clear").hidden = !items.some((session) => session.over_at);
}

async function begin() {
  const [, page, code] = location.pathname.split("/");
  if (page === "j") {
    byId("join-code").value = decodeURIComponent(code);
    byId("join-name").focus();
  }
  try {
    const { name } = await call("GET", "/api/identity");
    byId("join-name").value = name;
    byId("create-name").value = name;
    await showMine();
  } catch (error) {
    if (error.status !== 401) say(error.message);
  }
}

begin();
