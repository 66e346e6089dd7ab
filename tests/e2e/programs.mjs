// The programs of a test: each on a port that the kernel has named, each ended with its test.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    return (await fetch(url, { signal: AbortSignal.timeout(5000) })).ok; // whoever has its port may say nothing
  } catch {
    return false;
  }
}

/// A program, its log in the scene's folder.
class Program {
  constructor(folder, name, command, variables = {}) {
    this.name = name;
    this.log = join(folder, `${name}.log`);
    const log = openSync(this.log, "w");
    // Nothing of the account of whoever runs the tests.
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...variables };
    this.child = spawn(command[0], command.slice(1), { env, stdio: ["ignore", log, log] });
    closeSync(log);
  }

  said() {
    return readFileSync(this.log, "utf8");
  }

  /// Waits until it does `what`; fails, with what it said, where it ends before.
  async until(what, condition) {
    const hasEnded = () => this.child.exitCode !== null || this.child.signalCode !== null;
    try {
      return await waitFor(`${this.name} ${what}`, async () => {
        const value = await condition();
        if (!value && hasEnded()) throw new Error(`${this.name} has ended before it ${what}`);
        return value;
      });
    } catch (error) {
      throw new Error(`${error.message}; it said: ${this.said()}`);
    }
  }

  async end() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGTERM");
    await once(this.child, "exit");
  }
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
    await this.endPrograms();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async endPrograms() {
    for (const end of this.ends.splice(0).reverse()) await end();
  }

  start(name, command, variables) {
    const program = new Program(this.folder, name, command, variables);
    this.ends.push(() => program.end());
    return program;
  }

  /// A meeting server; `variables` say with which platforms. Without any it emulates them. Its port is
  /// its own choice, unless others have to know it before.
  async meetingServer(variables = {}, port = 0) {
    const program = this.start("meeting_server", [E2E_SERVER], {
      MEETING_PORT: String(port), MEETING_ADMIN_TOKEN: adminToken, MEETING_CLIENT_LIBRARY: E2E_CLIENT, ...variables });
    const listening = await program.until("listens", () => /^listening on (\S+)$/m.exec(program.said()));
    await program.until("answers", () => answers(`${listening[1]}/readyz`));
    return listening[1];
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

  /// A real livekit-server, and a meeting server that uses it. Each has to be told its port, since the other
  /// calls it there. Where somebody else is given one before it listens, both begin again.
  async withLivekit() {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.livekitAndMeetingServer();
      } catch (error) {
        if (tries === 5 || !/address already in use|cannot be listened on/.test(error.message)) throw error;
        await this.endPrograms();
      }
    }
  }

  async livekitAndMeetingServer() {
    const [port, udp, own] = [await freePort(), await freePort(), await freePort()];
    const secret = "a-secret-of-the-test-that-is-long-enough";
    const config = join(this.folder, "livekit.yaml");
    // For media it would listen on every address: by UDP it does on loopback alone, and by TCP not at all.
    writeFileSync(config, `port: ${port}
bind_addresses: ["127.0.0.1"]
keys: { testkey: ${secret} }
logging: { level: info }
rtc:
  { tcp_port: 0, udp_port: ${udp}, interfaces: { includes: [lo] }, node_ip: 127.0.0.1, use_external_ip: false, enable_loopback_candidate: true }
webhook: { api_key: testkey, urls: ["http://127.0.0.1:${own}/webhooks/livekit"] }
`);
    const livekit = this.start("livekit", [E2E_LIVEKIT, "--config", config]);
    await livekit.until("answers", () => answers(`http://127.0.0.1:${port}`));
    return this.meetingServer({
      LIVEKIT_URL: `ws://127.0.0.1:${port}`, LIVEKIT_API_KEY: "testkey", LIVEKIT_API_SECRET: secret,
      MEETING_STORE: `sqlite:${this.folder}/meetings.db`, MEETING_IDENTITY_KEY: "an-identity-key-of-the-test" }, own);
  }
}
