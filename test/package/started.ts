/**
 * Starts apps with the installed package, as ES modules and as CommonJS, in Node and in Electron from an archive, and measures
 * how long the package takes to start.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { statusOf } from "../../scripts/environment/run.ts";
import { electronArguments, electronPath } from "../support/electron/electron-binary.ts";
import { environment, Project } from "./project.ts";

const rounds = 9;
const scripts = join(import.meta.dirname, "start");
const program = join(import.meta.dirname, "..", "..", "bench", "launch", "program.js");
const expected = { problems: 0, streams: 1, messages: 1, isSameClass: true };

/** Returns the figures in words. */
export function testStarts(tarball: string): string {
  const project = new Project();
  try {
    const app = join(project.folder, "app");
    mkdirSync(app);
    project.write("app/package.json", JSON.stringify({ name: "start", version: "1.0.0", main: "main.cjs" }));
    for (const file of readdirSync(scripts)) cpSync(join(scripts, file), join(app, file));
    cpSync(program, join(app, "program.mjs"));
    project.run(`npm install --prefix app --no-audit --no-fund ${JSON.stringify(tarball)}`);
    project.takeCompiledAddOn("app");
    const inNode = (file: string, ...args: string[]) =>
      run(project, process.execPath, [join(app, file), ...args]);
    for (const file of ["module.mjs", "import.cjs", "require.cjs"])
      uses(project, (...args) => inNode(file, ...args));
    const figures = [`${ratio(project, (...args) => inNode("program.mjs", ...args))} in Node`];
    if (electronPath !== undefined) figures.push(`${inElectron(project, app, electronPath)} in Electron`);
    return figures.join(", ");
  } finally {
    project.remove();
  }
}

/** Without `require` of an ES module, which older versions of Electron do not have. */
function inElectron(project: Project, app: string, electron: string): string {
  const archive = join(project.folder, "app.asar");
  assert.equal(statusOf("asar", "pack", app, archive, "--unpack", "*.node"), 0, "asar failed");
  const userData = `--user-data-dir=${join(project.folder, "user-data")}`;
  const start = (...args: string[]) =>
    run(project, electron, [...electronArguments, userData, archive, ...args]);
  for (const file of ["module.mjs", "import.cjs"]) uses(project, (...args) => start(file, ...args));
  return ratio(project, (...args) => start("program.mjs", ...args));
}

type Start = (...args: string[]) => Record<string, unknown>;

function uses(project: Project, start: Start): void {
  assert.deepEqual(start(newFolder(project)), expected);
}

/** The medians of interleaved rounds; the first one creates the files. */
function ratio(project: Project, start: Start): string {
  const directory = newFolder(project);
  const times = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= rounds; round++)
    for (const side of ["ours", "bare"] as const) {
      const { ms } = start(side, directory);
      if (round > 0) times[side].push(ms as number);
    }
  const [ours, bare] = [median(times.ours), median(times.bare)];
  return `${ours.toFixed(0)} ms (${(ours / bare).toFixed(1)} times better-sqlite3's ${bare.toFixed(0)})`;
}

let folders = 0;

function newFolder(project: Project): string {
  const folder = join(project.folder, `data-${folders++}`);
  mkdirSync(folder);
  return folder;
}

/** Returns the report in the last line of output. */
function run(project: Project, command: string, args: readonly string[]): Record<string, unknown> {
  const options = { cwd: project.folder, env: environment(), encoding: "utf8" } as const;
  const { stdout, stderr } = spawnSync(command, args, options);
  const report = stdout.trim().split("\n").at(-1) ?? "";
  assert.match(report, /^\{/, `${command} ${args.join(" ")} reported nothing: ${stdout}${stderr}`);
  return JSON.parse(report) as Record<string, unknown>;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
