// Real video: a host and a guest in a room of a real livekit-server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkView, create, join, openBrowser, peopleAre, person, plays } from "./browser.mjs";
import { Scene } from "./programs.mjs";

const screenshots = process.env.E2E_SCREENSHOTS;

test("two people meet, one is removed and stays out, and the end is the end", async (t) => {
  const scene = Scene.open(t);
  const url = await scene.withLivekit();
  const browser = await openBrowser(t);
  const host = await person(browser, url, "Ada");
  const guest = await person(browser, url, "Grace");

  const code = await create(host, "Analytical engines");
  assert.match(code, /^\w{8}$/);
  await join(guest, code);
  await guest.page.waitForURL("**/room/*");
  await Promise.all([plays(host, "Grace"), plays(guest, "Ada")]);
  await plays(guest, "Grace");
  await peopleAre(host, ["Ada", "Grace"]); // the server's webhooks have reached the inbox
  await peopleAre(guest, ["Ada", "Grace"]);
  await checkView(host, "a room with video");
  if (screenshots) await host.page.screenshot({ path: `${screenshots}/room.png` });

  const held = JSON.parse(await guest.page.locator("#begin").textContent()).grant;
  await host.page.getByRole("button", { name: "Remove Grace" }).click();
  await guest.page.getByText("The host has removed you from this meeting.").waitFor();
  await checkView(guest, "a refusal");
  await peopleAre(host, ["Ada"]);
  await guest.page.reload();
  await guest.page.getByText("The host has removed you from this meeting.").waitFor();
  await join(guest, code);
  await guest.page.getByRole("alert").getByText("The host has removed you from this meeting.").waitFor();

  // With the token that she still has, past the page: LiveKit lets her in, and she is put out again.
  const stranger = await person(browser, url, "Grace", { bypassCSP: true });
  await stranger.page.goto("/");
  const ended = await stranger.page.evaluate(async ({ server_url, token }) => {
    const { Room, RoomEvent, DisconnectReason } = await import("/vendor/livekit-client.esm.mjs");
    const room = new Room();
    const gone = new Promise((done) => room.on(RoomEvent.Disconnected, (reason) => done(DisconnectReason[reason])));
    await room.connect(server_url, token);
    return Promise.race([gone, new Promise((done) => setTimeout(() => done("still in"), 30000))]);
  }, held);
  assert.equal(ended, "PARTICIPANT_REMOVED");
  await peopleAre(host, ["Ada"]);

  const other = await person(browser, url, "Alan");
  await join(other, code);
  await plays(other, "Ada");
  await host.page.getByRole("button", { name: "End the meeting for everybody" }).click();
  for (const { page } of [host, other]) await page.getByRole("heading", { name: "It is over." }).waitFor();
  await other.page.reload();
  await other.page.getByRole("heading", { name: "It is over." }).waitFor();
  await join(other, code);
  await other.page.getByRole("alert").getByText("No meeting has that code.").waitFor();
  for (const { name, complaints } of [host, guest, other]) assert.deepEqual(complaints, [], name);
});
