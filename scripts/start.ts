/**
 * `npm start`: the sample app in Electron, or in a browser where there is no display or no Electron.
 *
 * Options (after `--`): `--directory <folder>` for the streams and `--port <number>`. Either one opens it in a browser.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fail } from "../src/cli/terminal/fail.ts";
import { parsePort } from "../src/cli/terminal/parse-port.ts";
import { runBrowserApp } from "./browser-app.ts";
import { findElectron, installElectron } from "./environment/electron-binary.ts";
import { isBuilt } from "./environment/is-built.ts";
import { statusOf } from "./environment/run.ts";
import { userDataDirectory } from "./environment/user-data.ts";

/** Exit status of a program that could not be started, for example because a library is missing. */
const couldNotStart = 127;

try {
  await start();
} catch (error) {
  fail(error);
}

async function start(): Promise<void> {
  const { values } = parseArgs({ options: { directory: { type: "string" }, port: { type: "string" } } });
  if (!isBuilt()) build();
  const electron = (values.directory ?? values.port) ? "--directory or --port was given" : electronOrReason();
  const reason = typeof electron === "string" ? electron : await runElectron(electron.executable);
  if (reason === undefined) return;
  console.log(`Opening the inspector in a browser instead of Electron: ${reason}.`);
  const directory = values.directory ?? join(userDataDirectory("electron-durable-streams"), "streams");
  await runBrowserApp(directory, parsePort(values.port ?? "0"));
}

function build(): void {
  if (statusOf("npm", "run", "--silent", "build") !== 0) throw new Error("the build failed");
}

/** Electron's executable, or the reason why it cannot be used. */
function electronOrReason(): { executable: string } | string {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === "linux" && !DISPLAY && !WAYLAND_DISPLAY) return "there is no display";
  const executable = findElectron() ?? installElectron();
  return executable === undefined
    ? "its binary could not be installed (npx install-electron)"
    : { executable };
}

/** Runs the app until it exits; returns the reason if it could not be started. */
function runElectron(executable: string): Promise<string | undefined> {
  // Chromium's sandbox does not run as root.
  const flags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return new Promise((resolve) => {
    const app = spawn(executable, [...flags, "."], { stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => app.kill(signal));
    app.once("error", (error) => resolve(`its binary could not be started: ${error.message}`));
    app.once("exit", (code) => {
      if (code === couldNotStart) return resolve("its binary could not be started");
      process.exitCode = code ?? 1;
      resolve(undefined);
    });
  });
}
