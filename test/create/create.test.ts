import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const script = join(import.meta.dirname, "..", "..", "create", "create.js");

function create(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", npm_config_user_agent: "npm/11.0.0 node/v24.0.0" },
  });
  return { status, stdout, stderr };
}

describe("create-electron-durable-streams", () => {
  test.each([
    ["plain", "page.ts"],
    ["react", "page.tsx"],
  ])("creates an app from the template %s, and says how to start it", async (template, page) => {
    const folder = await temporaryDirectory();
    const { status, stdout, stderr } = create(folder, "My Notes", "--template", template);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      'The app is ready. Start it with\n\n  cd "My Notes"\n  npm install\n  npm run dev\n\n',
    );
    const app = join(folder, "My Notes");
    expect(readdirSync(app).toSorted()).toEqual([
      ".gitignore",
      "electron.vite.config.ts",
      "package.json",
      "src",
      "tsconfig.json",
    ]);
    expect(existsSync(join(app, "src", "renderer", page))).toBe(true);
    expect(JSON.parse(readFileSync(join(app, "package.json"), "utf8"))).toMatchObject({
      name: "my-notes",
      dependencies: { "electron-durable-streams": expect.stringMatching(/^\^\d+\.\d+\.\d+$/) as string },
    });
  });

  test("takes an empty folder that exists, and names an app of the current folder after it", async () => {
    const folder = join(await temporaryDirectory(), "here");
    mkdirSync(join(folder, ".git"), { recursive: true });
    const { status, stdout } = create(folder, ".");
    expect(status).toBe(0);
    expect(stdout).not.toContain("cd ");
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toMatchObject({ name: "here" });
  });

  test.each([
    ["no folder", [], "Name the folder of the new app."],
    ["two folders", ["a", "b"], 'One folder at a time, not also "b".'],
    ["a template that does not exist", ["a", "--template", "vue"], 'There is no template "vue".'],
    ["an option that does not exist", ["a", "--react"], "Unknown option '--react'"],
  ])("refuses %s, and shows the usage", async (_name, args, problem) => {
    const folder = await temporaryDirectory();
    const { status, stderr } = create(folder, ...args);
    expect(status).toBe(1);
    expect(stderr).toContain(problem);
    expect(stderr).toContain("Usage: npm create electron-durable-streams <folder>");
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(["folder", "file"])("writes nothing into a %s that has content", async (kind) => {
    const folder = await temporaryDirectory();
    const taken = join(folder, "app");
    if (kind === "folder") mkdirSync(taken);
    const file = kind === "folder" ? join(taken, "package.json") : taken;
    writeFileSync(file, "mine");
    const { status, stderr } = create(folder, "app");
    expect(status).toBe(1);
    expect(stderr).toContain("nothing was written");
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect(readdirSync(kind === "folder" ? taken : folder)).toHaveLength(1);
  });
});
