// A room of an emulated provider: no video, but somebody is in it, and the provider's webhooks say so.

import { act, call, element } from "/assets/api.js";

export async function openEmulated(stage, grant, you) {
  const door = `/emulated/${encodeURIComponent(grant.instance)}`;
  const { participant } = await call("POST", `${door}/enter`, { url: grant.url, token: grant.token }).catch((error) => {
    throw error.status === 403 ? new Error("Your way in has expired. Load the page again.") : error;
  });
  let inside = true;
  // Also when the page goes away: a beacon is sent all the same.
  const leave = () => {
    if (!inside) return;
    inside = false;
    navigator.sendBeacon(`${door}/leave`, new Blob([JSON.stringify({ participant })], { type: "application/json" }));
  };
  addEventListener("pagehide", leave);

  const box = element("div", undefined, { className: "emulated" });
  const status = element("p", `You are in as ${you.name} (${grant.role}).`);
  const button = element("button", "Leave", { type: "button", className: "plain" });
  button.addEventListener("click", () => act(button, async () => {
    leave();
    status.textContent = "You have left. Load the page again to come back.";
    button.remove();
  }));
  box.append(element("h2", `Emulated room of ${grant.instance}`),
    element("p", "There is no video: the provider is emulated by this server. Who comes and goes is real to it.", { className: "hint" }),
    status, button);
  stage.replaceChildren(box);
  return { leave };
}
