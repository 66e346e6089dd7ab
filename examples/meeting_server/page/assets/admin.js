import { act, call, element, say } from "/assets/api.js";

const byId = (id) => document.getElementById(id);
let token = "";

const ask = (method, path, body) => call(method, path, body, { Authorization: `Bearer ${token}` });

const moves = { enabled: [["cordoned", "Cordon"], ["disabled", "Disable"]], cordoned: [["enabled", "Enable"], ["disabled", "Disable"]],
  disabled: [["enabled", "Enable"]], retired: [] };

function platformRow(one) {
  const row = element("tr");
  const actions = element("td");
  for (const [state, words] of moves[one.state]) {
    const button = element("button", words, { type: "button", className: "plain" });
    button.setAttribute("aria-label", `${words} ${one.instance}`);
    button.addEventListener("click", () => act(button, async () => {
      await ask("PUT", `/api/admin/platforms/${encodeURIComponent(one.instance)}/state`, { state });
      await show();
    }));
    actions.append(button, " ");
  }
  row.append(element("th", one.instance + (one.emulated ? " (emulated)" : ""), { scope: "row" }),
    element("td", one.breaker === "closed" ? one.state : `${one.state}, not answering`), actions);
  return row;
}

function roomRow([room, instance]) {
  const row = element("li");
  const button = element("button", "Take back", { type: "button", className: "plain" });
  button.setAttribute("aria-label", `Take back ${room}`);
  button.addEventListener("click", () => act(button, async () => {
    await ask("PUT", "/api/admin/rooms", { room, instance: "" });
    await show();
  }));
  row.append(element("span", `${room} goes to ${instance}`), button);
  return row;
}

async function show() {
  const [platforms, rooms] = await Promise.all([ask("GET", "/api/admin/platforms"), ask("GET", "/api/admin/rooms")]);
  byId("version").textContent = platforms.config_version;
  byId("platforms").replaceChildren(...platforms.items.map(platformRow));
  byId("rooms").replaceChildren(...Object.entries(rooms.rooms).map(roomRow));
  const chosen = byId("move-to").value;
  byId("move-to").replaceChildren(...platforms.items.map((one) => element("option", one.instance, { value: one.instance })));
  if (chosen) byId("move-to").value = chosen;
}

byId("login").addEventListener("submit", (event) => {
  event.preventDefault();
  act(event.submitter, async () => {
    token = byId("token").value.trim();
    await show();
    byId("login").hidden = true;
    byId("view").hidden = false;
  });
});

byId("move").addEventListener("submit", (event) => {
  event.preventDefault();
  act(event.submitter, async () => {
    const room = byId("move-room").value.trim();
    const instance = byId("move-to").value;
    await ask("PUT", "/api/admin/rooms", { room, instance });
    await show();
    say(`New meetings in ${room} go to ${instance}. Those that run stay where they are.`);
  });
});

byId("choice").addEventListener("submit", (event) => {
  event.preventDefault();
  act(event.submitter, async () => {
    const answer = await ask("GET", `/api/admin/choice?room=${encodeURIComponent(byId("choice-room").value.trim())}`);
    const others = answer.passed_over.map((one) => `; not ${one.instance} (${one.reason})`).join("");
    byId("answer").textContent = answer.instance
      ? `${answer.instance}, by ${answer.source} (${answer.reason}${answer.rule ? `, rule ${answer.rule}` : ""})${others}`
      : `None: ${answer.message}`;
  });
});
