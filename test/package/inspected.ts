/** Runs the installed command line and opens the inspector that it serves in a browser. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { launchChromium } from "../support/chromium.ts";
import { environment, type Project } from "./project.ts";

const filling = `
import { openStreamStore } from "electron-durable-streams";
const store = openStreamStore({ directory: "inspected" });
await store.create("notes", { contentType: "application/json", data: [{ text: "Hello" }] });
await store.close();
`;

export async function testInspector(project: Project): Promise<void> {
  project.write("fill.js", filling);
  project.run("node fill.js");
  const host = spawn("npx", ["electron-durable-streams", "inspect", "inspected"], {
    cwd: project.folder,
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
    detached: true,
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(await urlOf(host.stdout));
    await page.getByRole("row", { name: "notes" }).click();
    await page.getByText("Hello").first().waitFor();
  } finally {
    await browser.close();
    const exited = once(host, "exit");
    process.kill(-host.pid!, "SIGTERM");
    await exited;
  }
}

async function urlOf(output: Readable): Promise<string> {
  for await (const line of createInterface(output)) if (line.startsWith("http:")) return line;
  throw new Error("the inspector printed no URL");
}
