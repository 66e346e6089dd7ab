// People with browsers, and what they do on the page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function openBrowser(test) {
  const browser = await chromium.launch({
    executablePath: process.env.E2E_BROWSER,
    args: ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
      "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required"],
  });
  test.after(() => browser.close());
  return browser;
}

/// Somebody with a browser of their own. What the page complains of fails the test, but for what is expected.
export async function person(browser, url, name, options = {}) {
  const context = await browser.newContext({ baseURL: url, permissions: ["camera", "microphone"], viewport: { width: 1100, height: 720 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy") || message.text().includes("Content-Security-Policy")) complaints.push(message.text());
  });
  return { page, context, name, complaints };
}

async function fillCreate({ page, name }, title, more) {
  await page.goto("/");
  const form = page.locator("#create");
  await form.getByLabel("Your name").fill(name);
  await form.getByLabel("What is it called?").fill(title);
  if (Object.keys(more).length) await form.getByText("More", { exact: true }).click();
  for (const [label, value] of Object.entries(more)) await form.getByLabel(label).fill(value);
  await form.getByRole("button", { name: "Create" }).click();
}

/// Makes a meeting that begins at once, and goes in. Its code.
export async function create(who, title, more = {}) {
  await fillCreate(who, title, more);
  await who.page.waitForURL("**/room/*");
  return who.page.locator("#code").innerText();
}

/// Makes one that begins later.
export async function plan(who, title, begins) {
  await fillCreate(who, title, { Begins: begins });
}

export async function join({ page, name }, code) {
  await page.goto(`/j/${code}`);
  await page.locator("#join").getByLabel("Your name").fill(name);
  await page.locator("#join").getByRole("button", { name: "Join" }).click();
}

/// Whether a video of that person is really playing, not merely there.
export async function plays({ page }, who) {
  const video = page.locator(`video[aria-label="Video of ${who}"]`);
  await video.waitFor({ timeout: 30000 });
  return page.waitForFunction((label) => {
    const element = document.querySelector(`video[aria-label="${label}"]`);
    return element && !element.paused && element.videoWidth > 0 && element.currentTime > 0.5;
  }, `Video of ${who}`, { timeout: 30000 });
}

export async function peopleAre({ page }, names) {
  await page.waitForFunction((wanted) => {
    const shown = [...document.querySelectorAll("#people li > span")].map((one) => one.textContent.replace(/ \(.*\)$/, ""));
    const removed = [...document.querySelectorAll("#people li > span")].filter((one) => one.textContent.includes("removed")).length;
    return shown.length - removed === wanted.length && wanted.every((name) => shown.includes(name));
  }, names, { timeout: 20000 });
}

/// No serious fault in the page as it is, in either colour scheme, and nothing beside a phone's screen.
export async function checkView(who, view) {
  const { page } = who;
  await page.evaluate(axe);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const serious = violations.filter((one) => ["serious", "critical"].includes(one.impact));
    assert.deepEqual(serious.map((one) => `${one.id}: ${one.nodes[0].html}`), [], `${view}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${view} is ${overflow} px wider than a phone`);
  await page.setViewportSize(size);
}
