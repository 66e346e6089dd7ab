// What the page builds for Daily and Whereby, whose own hosts no test can reach: elements, attributes, and a
// content policy that lets just those hosts in.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join as joinPath } from "node:path";
import { test } from "node:test";
import { create, openBrowser, person } from "./browser.mjs";
import { Scene } from "./programs.mjs";

/// A meeting server that takes the emulators of another one for the real services.
async function open(t, kind) {
  const scene = Scene.open(t);
  const services = await scene.emulators();
  const config = joinPath(scene.folder, "vplatform.json");
  writeFileSync(config, JSON.stringify({ version: 1, default: kind, platforms: { [kind]: services.config.platforms[kind] } }));
  const variables = services.items.find((one) => one.platform === kind).variables;
  const url = await scene.meetingServer({ ...variables, MEETING_CONFIG: config,
    MEETING_STORE: `sqlite:${scene.folder}/meetings.db`, MEETING_IDENTITY_KEY: "an-identity-key-of-the-test" });
  const host = await person(await openBrowser(t), url, "Ada");
  const asked = [];
  // Every other host answers with an empty page, and is noted.
  await host.context.route((address) => address.origin !== url, (route) => {
    asked.push(route.request().url());
    const isScript = route.request().resourceType() === "script";
    return route.fulfill({ status: 200, contentType: isScript ? "text/javascript" : "text/html", headers: { "Access-Control-Allow-Origin": "*" }, body: "" });
  });
  let policy = "";
  host.page.on("response", (response) => {
    if (new URL(response.url()).pathname.startsWith("/room/")) policy = response.headers()["content-security-policy"];
  });
  await create(host, "Embedded");
  return { host, asked, policy: () => policy, directive: (name) => policy.split("; ").find((one) => one.startsWith(name)) };
}

test("Daily: a frame with the token, and its host alone may be framed", async (t) => {
  const { host, asked, directive } = await open(t, "daily");
  const frame = host.page.locator("#stage iframe");
  await frame.waitFor();
  const grant = JSON.parse(await host.page.locator("#begin").textContent()).grant;
  const address = new URL(await frame.getAttribute("src"));
  assert.equal(address.origin + address.pathname, grant.url);
  assert.equal(address.searchParams.get("t"), grant.token);
  assert.ok(grant.token.split(".").length === 3);
  for (const what of ["camera", "microphone", "fullscreen", "display-capture", "autoplay"]) {
    assert.ok((await frame.getAttribute("allow")).split("; ").includes(what), what);
  }
  assert.equal(await frame.getAttribute("title"), "The meeting");
  assert.equal(directive("frame-src"), `frame-src ${address.origin} https://*.daily.co`);
  assert.equal(directive("script-src"), "script-src 'self'");
  assert.equal(directive("connect-src"), "connect-src 'self'");
  assert.ok(asked.some((one) => one.startsWith(address.origin)), "the policy lets the frame load");
  assert.deepEqual(host.complaints, []);
  const blocked = await host.page.evaluate(() => new Promise((done) => {
    addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
    const other = document.createElement("iframe");
    other.src = "https://evil.example/";
    document.body.append(other);
  }));
  assert.equal(blocked, "frame-src");
});

test("Whereby: its element with the room's link, and its script's host alone", async (t) => {
  const { host, asked, directive } = await open(t, "whereby");
  const element = host.page.locator("#stage whereby-embed");
  await element.waitFor({ state: "attached" });
  const grant = JSON.parse(await host.page.locator("#begin").textContent()).grant;
  assert.equal(await element.getAttribute("room"), grant.url);
  const origin = new URL(grant.url).origin;
  assert.equal(directive("script-src"), "script-src 'self' https://cdn.srv.whereby.com");
  assert.equal(directive("frame-src"), `frame-src ${origin} https://cdn.srv.whereby.com`);
  assert.ok(asked.includes("https://cdn.srv.whereby.com/embed/v3-embed.js"), asked.join());
  assert.deepEqual(host.complaints, []);
});
