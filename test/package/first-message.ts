/** Follows the README from an empty folder to a window that shows its first message. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { startPackagedApp } from "../dist/packaged-app.ts";
import { electronArguments, electronPath, electronProblem } from "../support/electron/electron-binary.ts";
import { codeBlock } from "../readme/code-blocks.ts";
import { environment, type Project } from "./project.ts";

const files = ["main.js", "preload.js", "page.html", "page.js"];
const maxMinutes = 5;
const maxLines = 30;

export async function testFirstMessage(project: Project, tarball: string): Promise<void> {
  const begun = performance.now();
  const lines = ["install", ...files, "start"].flatMap((block) => linesOf(codeBlock(block)));
  assert.ok(lines.length < maxLines, `the README's way to the first message takes ${lines.length} lines`);
  // Only the source of the package differs: the tarball.
  for (const line of linesOf(codeBlock("install"))) {
    project.run(line.replace("install electron-durable-streams", `install ${JSON.stringify(tarball)}`));
  }
  project.takeCompiledAddOn();
  for (const file of files) project.write(file, codeBlock(file));
  const start = linesOf(codeBlock("start"));
  assert.equal(start.at(-1), "npx electron .");
  for (const line of start.slice(0, -1)) project.run(line);
  if (electronProblem !== undefined) {
    console.log(`\n!!! SKIPPED the README's app in a window (${electronProblem})\n`);
    return;
  }
  await showsNotes(project, 1);
  const seconds = (performance.now() - begun) / 1000;
  assert.ok(seconds < maxMinutes * 60, `it took ${seconds} s`);
  console.log(`test:package: ${lines.length} lines and ${Math.round(seconds)} s to the first message`);
}

/** Starts the app and waits until its page shows `count` notes with distinct offsets. */
export async function showsNotes(
  project: Project,
  count: number,
  command: readonly string[] = ["electron", "."],
): Promise<void> {
  const userData = join(project.folder, "user-data");
  const app = await startPackagedApp((args) =>
    spawn("npx", [...command, ...electronArguments, ...args, `--user-data-dir=${userData}`], {
      cwd: project.folder,
      // electron-vite needs the executable, not its folder.
      env: { ...environment(), ELECTRON_EXEC_PATH: electronPath },
      stdio: ["ignore", "inherit", "pipe"],
      shell: process.platform === "win32",
      // npx and its children form one process group and are killed together.
      detached: true,
    }),
  );
  const notes = app.page.getByRole("listitem").filter({ hasText: / Hello$/ });
  await notes.nth(count - 1).waitFor();
  const offsets = (await notes.allTextContents()).map((text) => text.split(" ")[0]);
  assert.equal(offsets.length, count);
  assert.equal(new Set(offsets).size, count);
  await app.end("SIGKILL");
}

function linesOf(block: string): string[] {
  return block.split("\n").filter((line) => line.trim() !== "");
}
