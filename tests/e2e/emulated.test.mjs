// The emulated rooms, the admin view, and every error in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkView, create, join, plan, openBrowser, peopleAre, person } from "./browser.mjs";
import { Scene, adminToken } from "./programs.mjs";

const screenshots = process.env.E2E_SCREENSHOTS;

async function openAdmin({ page }) {
  await page.goto("/admin");
  await page.getByLabel("The admin's token").fill(adminToken);
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("heading", { name: "Platforms" }).waitFor();
}

async function move({ page }, room, instance) {
  await page.locator("#move").getByLabel("Room").fill(room);
  await page.locator("#move").getByLabel("New meetings go to").selectOption(instance);
  await page.locator("#move").getByRole("button", { name: "Move" }).click();
  await page.getByText(`${room} goes to ${instance}`).waitFor();
}

test("an emulated room of each platform, chosen in the admin view", async (t) => {
  const scene = Scene.open(t);
  const url = await scene.meetingServer();
  const browser = await openBrowser(t);
  const admin = await person(browser, url, "Admin");
  await openAdmin(admin);
  await checkView(admin, "the admin view");
  for (const instance of ["daily", "livekit", "mock", "whereby"]) await t.test(instance, async () => {
    await move(admin, `room-${instance}`, instance);
    const host = await person(browser, url, "Ada");
    const guest = await person(browser, url, "Grace");
    const code = await create(host, `On ${instance}`, { "Room, where it is another than the name": `room-${instance}` });
    await host.page.getByRole("heading", { name: `Emulated room of ${instance}` }).waitFor();
    await host.page.getByText("You are in as Ada (host).").waitFor();
    assert.equal(await host.page.locator("#platform").innerText(), instance);
    assert.equal(await host.page.locator("#why").innerText(), "the room is listed for it");
    await join(guest, code);
    await guest.page.getByText("You are in as Grace (participant).").waitFor();
    await peopleAre(host, ["Ada", "Grace"]);
    if (instance === "daily") {
      await host.page.getByRole("button", { name: "Start recording" }).click();
      await host.page.getByText("composed is running").waitFor();
      await host.page.getByRole("button", { name: "Stop recording" }).click();
      await host.page.getByRole("button", { name: "Start recording" }).waitFor();
      await checkView(host, "an emulated room");
      if (screenshots) await host.page.screenshot({ path: `${screenshots}/emulated.png` });
    }
    await guest.page.getByRole("button", { name: "Leave" }).click();
    await peopleAre(host, ["Ada"]);
    await host.page.getByRole("button", { name: "End the meeting for everybody" }).click();
    await host.page.getByRole("heading", { name: "It is over." }).waitFor();
    for (const { name, complaints } of [host, guest]) assert.deepEqual(complaints, [], name);
    await host.context.close();
    await guest.context.close();
  });
});

test("a platform is cordoned: new meetings go elsewhere, and why is shown", async (t) => {
  const scene = Scene.open(t);
  const url = await scene.meetingServer();
  const browser = await openBrowser(t);
  const admin = await person(browser, url, "Admin");
  await openAdmin(admin);
  await move(admin, "clinic", "daily");
  await admin.page.getByRole("button", { name: "Cordon daily" }).click();
  await admin.page.getByRole("button", { name: "Enable daily" }).waitFor();
  await admin.page.locator("#choice").getByLabel("Room").fill("clinic");
  await admin.page.locator("#choice").getByRole("button", { name: "Ask" }).click();
  await admin.page.getByText("livekit, by default").waitFor();
  const host = await person(browser, url, "Ada");
  await create(host, "Surgery", { "Room, where it is another than the name": "clinic" });
  await host.page.getByText("it is the default; not daily (cordoned)").waitFor();
  await admin.page.getByRole("button", { name: "Take back clinic" }).click();
  await admin.page.getByText("clinic goes to daily").waitFor({ state: "detached" });
});

test("the admin view says what is wrong with a token", async (t) => {
  const scene = Scene.open(t);
  const browser = await openBrowser(t);
  const admin = await person(browser, await scene.meetingServer(), "Admin");
  await admin.page.goto("/admin");
  await checkView(admin, "the admin's door");
  await admin.page.getByLabel("The admin's token").fill("something else");
  await admin.page.getByRole("button", { name: "Open" }).click();
  await admin.page.getByRole("alert").getByText("that is not the admin's token").waitFor();
});

test("whoever is not let in is told why", async (t) => {
  const scene = Scene.open(t);
  const url = await scene.meetingServer();
  const browser = await openBrowser(t);
  const host = await person(browser, url, "Ada");
  const guest = await person(browser, url, "Grace");
  const alert = (words) => guest.page.getByRole("alert").getByText(words).waitFor();

  await join(guest, "ABCDEFGH");
  await alert("No meeting has that code.");

  const small = await create(host, "Small", { "At most so many people": "1" });
  await join(guest, small);
  await alert("It is full.");

  const next = new Date(Date.now() + 7 * 86400 * 1000).toISOString().slice(0, 16);
  await plan(host, "Later", next);
  const planned = host.page.getByRole("alert").getByText("“Later” is planned for");
  await join(guest, (await planned.innerText()).match(/code is (\w+)/)[1]);
  await alert("It has not begun yet.");

  const removal = await create(host, "Removal");
  await join(guest, removal);
  await guest.page.getByText("You are in as Grace").waitFor();
  await host.page.getByRole("button", { name: "Remove Grace" }).click();
  await peopleAre(host, ["Ada"]);
  await guest.page.reload();
  await guest.page.getByRole("heading", { name: "The host has removed you from this meeting." }).waitFor();
  await host.page.getByRole("button", { name: "Let back in Grace" }).click();
  await join(guest, removal);
  await guest.page.getByText("You are in as Grace").waitFor();

  await host.page.getByRole("button", { name: "End the meeting for everybody" }).click();
  await guest.page.getByRole("heading", { name: "It is over." }).waitFor();
  const room = guest.page.url();
  const stranger = await person(browser, url, "Mallory");
  await stranger.page.goto(room);
  await stranger.page.getByRole("heading", { name: "There is no such meeting for you." }).waitFor();

  for (let at = 2; at < 10; ++at) await join(stranger, `ABCDEFG${at}`).then(() => stranger.page.getByRole("alert").waitFor());
  for (const code of ["HHHHHHHH", "KKKKKKKK", "MMMMMMMM"]) {
    await join(stranger, code);
    await stranger.page.getByRole("alert").waitFor();
  }
  await stranger.page.getByRole("alert").getByText("Too many wrong codes.").waitFor();
});

test("a way in that has expired is said to be, and a new one is a load away", async (t) => {
  const scene = Scene.open(t);
  const browser = await openBrowser(t);
  const host = await person(browser, await scene.meetingServer(), "Ada");
  await host.page.route("**/emulated/*/enter", (route) => route.continue({ postData: JSON.stringify({ url: "", token: "a.b.c" }) }), { times: 1 });
  await create(host, "Late");
  await host.page.getByRole("alert").getByText("Your way in has expired. Load the page again.").waitFor();
  await host.page.reload();
  await host.page.getByText("You are in as Ada (host).").waitFor();
});

test("the keyboard alone is enough", async (t) => {
  const scene = Scene.open(t);
  const browser = await openBrowser(t);
  const host = await person(browser, await scene.meetingServer(), "Ada");
  await host.page.goto("/");
  await checkView(host, "the lobby");
  await host.page.getByRole("textbox", { name: "Your name" }).nth(1).focus();
  await host.page.keyboard.type("Ada");
  await host.page.keyboard.press("Tab");
  await host.page.keyboard.type("By keyboard");
  await host.page.keyboard.press("Enter");
  await host.page.waitForURL("**/room/*");
  await host.page.getByText("You are in as Ada (host).").waitFor();
  const end = host.page.getByRole("button", { name: "End the meeting for everybody" });
  for (let tabs = 0; tabs < 20 && !(await end.evaluate((one) => one === document.activeElement)); ++tabs) {
    await host.page.keyboard.press("Tab");
  }
  await host.page.keyboard.press("Enter");
  const words = host.page.getByRole("heading", { name: "It is over." });
  await words.waitFor();
  assert.ok(await words.evaluate((one) => one === document.activeElement), "what has happened has the focus");
});

test("a server that is gone is said in words", async (t) => {
  const scene = Scene.open(t);
  const browser = await openBrowser(t);
  const host = await person(browser, await scene.meetingServer(), "Ada");
  await host.page.goto("/");
  await host.context.setOffline(true);
  await host.page.locator("#join").getByLabel("Your name").fill("Ada");
  await host.page.locator("#join").getByLabel("Code").fill("ABCDEFGH");
  await host.page.locator("#join").getByRole("button", { name: "Join" }).click();
  await host.page.getByRole("alert").getByText("The server cannot be reached.").waitFor();
});
