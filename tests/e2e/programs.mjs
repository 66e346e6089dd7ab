// The programs of a test: each on a port that the kernel has named, each ended with its test.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const { E2E_LIVEKIT, E2E_SERVER, E2E_TOOL, E2E_CLIENT, E2E_WORK } = process.env;
export const adminToken = "the-admin-token-of-the-test";

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export async function waitFor(what, condition, patience = 30000) {
  const until = Date.now() + patience;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > until) throw new Error(`did not happen: ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function start(folder, name, command, variables = {}) {
  const log = openSync(join(folder, `${name}.log`), "w");
  // Nothing of the account of whoever runs the tests.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...variables };
  const child = spawn(command[0], command.slice(1), { env, stdio: ["ignore", log, log] });
  return async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
}

/// Runs what the test needs, and ends all of it: `const scene = await Scene.open(t)`.
export class Scene {
  static open(test) {
    const scene = new Scene();
    scene.folder = mkdtempSync(join(E2E_WORK, "scene-"));
    scene.ends = [];
    test.after(() => scene.close());
    return scene;
  }

  async close() {
    for (const end of this.ends.reverse()) await end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /// A meeting server; `variables` say with which platforms. Without any it emulates them. Its port is
  /// its own choice, unless others have to know it before: one that was free a moment ago may be taken by now.
  async meetingServer(variables = {}, port = 0) {
    this.ends.push(start(this.folder, "meeting_server", [E2E_SERVER], {
      MEETING_PORT: String(port), MEETING_ADMIN_TOKEN: adminToken, MEETING_CLIENT_LIBRARY: E2E_CLIENT, ...variables }));
    const said = () => readFileSync(join(this.folder, "meeting_server.log"), "utf8");
    try {
      const listening = await waitFor("the meeting server listens", () => /^listening on (\S+)$/m.exec(said()));
      await waitFor("the meeting server answers", () => answers(`${listening[1]}/readyz`));
      return listening[1];
    } catch (error) {
      throw new Error(`${error.message}; it said: ${said()}`);
    }
  }

  /// Emulators of the providers, with what a configuration needs to take them for the real services.
  async emulators() {
    const child = spawn(E2E_TOOL, ["emulate", "--json", "--daily", "0", "--whereby", "0"], {
      env: { PATH: process.env.PATH }, stdio: ["ignore", "pipe", "ignore"] });
    this.ends.push(async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    });
    let text = "";
    for await (const part of child.stdout) {
      text += part;
      try {
        return JSON.parse(text);
      } catch {
        // There is more to come.
      }
    }
    throw new Error("the emulators have ended");
  }

  /// A real livekit-server, and a meeting server that uses it.
  async withLivekit() {
    const [port, tcp, udp, own] = [await freePort(), await freePort(), await freePort(), await freePort()];
    const secret = "a-secret-of-the-test-that-is-long-enough";
    const config = join(this.folder, "livekit.yaml");
    writeFileSync(config, `port: ${port}
bind_addresses: ["127.0.0.1"]
keys: { testkey: ${secret} }
logging: { level: info }
rtc: { tcp_port: ${tcp}, udp_port: ${udp}, node_ip: 127.0.0.1, use_external_ip: false, enable_loopback_candidate: true }
webhook: { api_key: testkey, urls: ["http://127.0.0.1:${own}/webhooks/livekit"] }
`);
    this.ends.push(start(this.folder, "livekit", [E2E_LIVEKIT, "--config", config]));
    await waitFor("livekit-server answers", () => answers(`http://127.0.0.1:${port}`));
    return this.meetingServer({
      LIVEKIT_URL: `ws://127.0.0.1:${port}`, LIVEKIT_API_KEY: "testkey", LIVEKIT_API_SECRET: secret,
      MEETING_STORE: `sqlite:${this.folder}/meetings.db`, MEETING_IDENTITY_KEY: "an-identity-key-of-the-test" }, own);
  }
}
