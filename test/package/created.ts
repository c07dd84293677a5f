/** Creates an app as `npm create electron-durable-streams` does, from the tarball, and uses it as its first user would. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { _electron as electron, type Page } from "playwright";
import { startPackagedApp } from "../dist/packaged-app.ts";
import { electronArguments, electronPath, electronProblem } from "../support/electron/electron-binary.ts";
import { environment, pack, Project } from "./project.ts";

export async function testCreated(template: string, tarball: string): Promise<void> {
  const parent = new Project();
  try {
    const creator = pack(parent.folder, "create");
    parent.run(
      `npm exec --yes --package=${JSON.stringify(creator)} -- create-electron-durable-streams "my app" --template ${template}`,
    );
    const app = new Project(join(parent.folder, "my app"));
    app.run(`npm install --no-audit --no-fund ${JSON.stringify(tarball)}`);
    app.takeCompiledAddOn();
    app.run("npm run --silent build");
    if (electronProblem !== undefined) return;
    await opensInspector(app);
    await keepsNotes(app, ["electron", "."]);
    await keepsNotes(app, ["electron-vite", "dev", "--"]);
    console.log(`test:package: the created app (${template}) was built and started, also in development`);
  } finally {
    parent.remove();
  }
}

async function keepsNotes(project: Project, command: readonly string[]): Promise<void> {
  const userData = join(project.folder, `user-data-${command[0]}`);
  const app = await startPackagedApp((args) =>
    spawn("npx", [...command, ...electronArguments, ...args, `--user-data-dir=${userData}`], {
      cwd: project.folder,
      env: { ...environment(), ELECTRON_EXEC_PATH: electronPath },
      stdio: ["ignore", "inherit", "pipe"],
      detached: true,
    }),
  );
  try {
    // Until then, Enter would send the form.
    await app.page.waitForLoadState("load");
    await addNotes(app.page);
  } finally {
    await app.end("SIGKILL");
  }
}

/** The key is pressed in the main process: a press over the debugging port does not reach the app's listener. */
async function opensInspector(project: Project): Promise<void> {
  const args = [...electronArguments, ".", `--user-data-dir=${join(project.folder, "user-data-inspector")}`];
  const app = await electron.launch({ executablePath: electronPath!, args, cwd: project.folder });
  try {
    await app.firstWindow();
    const inspector = app.waitForEvent("window");
    await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window!.webContents.sendInputEvent({ type: "keyDown", keyCode: "F9" });
    });
    await (await inspector).getByRole("row", { name: "notes" }).waitFor();
  } finally {
    await app.close();
  }
}

async function addNotes(page: Page): Promise<void> {
  const text = page.getByRole("textbox", { name: "New note" });
  const notes = page.getByRole("listitem");
  for (const note of ["First", "Second"]) {
    await text.fill(note);
    await text.press("Enter");
    await notes.filter({ hasText: note }).waitFor();
  }
  await text.fill("  ");
  await text.press("Enter");
  await page.getByRole("alert").filter({ hasText: "INVALID" }).waitFor();
  await page.reload();
  await notes.nth(1).waitFor();
  assert.deepEqual(await notes.allTextContents(), ["Second", "First"]);
}
