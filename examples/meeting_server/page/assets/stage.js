// The room itself, in the way of its provider. What is done follows from the grant alone.

import { element } from "/assets/api.js";
import { openEmulated } from "/assets/emulated.js";

const devices = "camera; microphone; fullscreen; display-capture; autoplay; screen-wake-lock";

/// Daily: its own page in a frame, with the token in the address, from where Daily's page takes it away.
function openFrame(stage, grant) {
  const address = new URL(grant.url);
  if (grant.token) address.searchParams.set("t", grant.token);
  stage.append(element("iframe", undefined, { src: address.href, allow: devices, title: "The meeting" }));
  return { leave: () => stage.replaceChildren() };
}

/// Whereby: its element. The script comes from Whereby, as the content policy allows for this page alone.
function openElement(stage, grant) {
  const script = element("script", undefined, { type: "module", src: "https://cdn.srv.whereby.com/embed/v3-embed.js" });
  const embed = document.createElement("whereby-embed");
  embed.setAttribute("room", grant.url);
  stage.append(embed);
  document.head.append(script);
  return { leave: () => stage.replaceChildren() };
}

/// A plain page somewhere else.
function openPage(stage, grant) {
  stage.append(element("a", "Open the meeting", { href: grant.url, target: "_blank", rel: "noreferrer" }));
  return { leave: () => stage.replaceChildren() };
}

export async function openRoom(stage, grant, you, out) {
  if (grant.emulated) return openEmulated(stage, grant, you);
  switch (grant.kind) {
    case "iframe": return openFrame(stage, grant);
    case "web_component": return openElement(stage, grant);
    case "sdk": return (await import("/assets/livekit.js")).openLivekit(stage, grant, out);
    default: return openPage(stage, grant);
  }
}
