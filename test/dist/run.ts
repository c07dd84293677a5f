/**
 * `npm run test:dist`: packages the sample app (`npm run dist -- --dir`), starts it, kills it, starts it again and quits it,
 * and checks that every append is in its store.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAgainInDisplay } from "../../scripts/environment/display.ts";
import { statusOf } from "../../scripts/environment/run.ts";
import { openStreamStore } from "../../src/store/index.ts";
import { electronArguments, electronProblem } from "../support/electron/electron-binary.ts";
import { startPackagedApp, type PackagedApp } from "./packaged-app.ts";

const recorded = ["app/network", "app/power", "app/process-metrics", "app/windows"];

runAgainInDisplay();
if (electronProblem === undefined) await test();
else console.log(`\n!!! SKIPPED the test of the packaged app (${electronProblem})\n`);

async function test(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "streams-dist-"));
  try {
    const executable = packageApp(join(folder, "release"));
    await testRestart(executable, join(folder, "user-data"));
    console.log("test:dist: packaged, started, killed, started again, quit; every append is in the store");
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Packages the app; returns its executable. */
function packageApp(output: string): string {
  const args = ["run", "--silent", "dist", "--", "--dir", `-c.directories.output=${output}`];
  assert.equal(statusOf("npm", ...args), 0, "npm run dist failed");
  const unpacked = join(output, readdirSync(output).find((name) => /unpacked$|^mac/.test(name))!);
  const isMac = process.platform === "darwin";
  const contents = isMac ? join(unpacked, "Electron Durable Streams.app", "Contents") : unpacked;
  const resources = join(contents, isMac ? "Resources" : "resources");
  const addOns = join(resources, "app.asar.unpacked", "node_modules", "better-sqlite3", "prebuilds");
  assert.deepEqual(readdirSync(addOns), [`${process.platform}-${process.arch}.node`]);
  const names = { darwin: "MacOS/Electron Durable Streams", win32: "electron-durable-streams.exe" };
  return join(contents, names[process.platform as "darwin" | "win32"] ?? "electron-durable-streams");
}

async function testRestart(executable: string, userData: string): Promise<void> {
  const first = await start(executable, userData);
  for (const path of recorded) await first.page.getByRole("row", { name: path }).waitFor();
  // Run as plain Node, the executable would print this; as the app's second instance it prints nothing and exits.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const asNode = [...electronArguments, `--user-data-dir=${userData}`, "-p", "'ran as ' + 'node'"];
  assert.doesNotMatch(spawnSync(executable, asNode, { env, encoding: "utf8" }).stdout, /ran as node/);
  assert.equal((await first.end("SIGKILL")).signal, "SIGKILL");
  const killed = await eventsIn(userData);

  const second = await start(executable, userData);
  for (const path of recorded) await second.page.getByRole("row", { name: path }).waitFor();
  if (process.platform === "win32") return void (await second.end("SIGKILL"));
  assert.deepEqual(await second.end("SIGTERM"), { code: 0, signal: null });
  const quit = await eventsIn(userData);
  assert.deepEqual(quit.slice(0, killed.length), killed, "the second run lost events of the first");
  const starts = quit.filter((event) => JSON.stringify(event).includes('"started"'));
  assert.equal(starts.length, 2, "each run records its start");
}

function start(executable: string, userData: string): Promise<PackagedApp> {
  return startPackagedApp((args) =>
    spawn(executable, [...electronArguments, ...args, `--user-data-dir=${userData}`], {
      stdio: ["ignore", "inherit", "pipe"],
    }),
  );
}

/** The app's events about power, one per start. Opens the store as its writer, to show that the app has released it. */
async function eventsIn(userData: string): Promise<unknown[]> {
  const store = await openWhenFree(join(userData, "streams"));
  const { messages } = await store.read("app/power");
  await store.close();
  return messages.map(({ data }) => data);
}

/** Retries while the killed app's store process is still exiting. */
async function openWhenFree(directory: string, attempts = 200) {
  for (; ; attempts--) {
    try {
      return openStreamStore({ directory });
    } catch (error) {
      if (attempts === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
