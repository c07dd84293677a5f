import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../support/electron/install-app.ts";

const pages = ["SECURITY.md", "docs/reliability.md", "docs/architecture.md", "docs/protocol.md"];
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

test.each(pages)("%s names only files and commands that exist", (page) => {
  const text = read(page);
  const files = [...text.matchAll(/`((?:test|src|main|renderer|scripts)\/[\w./-]+)`/g)].map(
    ([, file]) => file!,
  );
  expect(files.filter((file) => !isThere(file) && !isThere(`${file}.test.ts`))).toEqual([]);
  const commands = [...text.matchAll(/`(?:npm run )?(test:[a-z]+)/g)].map(([, command]) => command!);
  expect(commands.filter((command) => !Object.hasOwn(scripts, command))).toEqual([]);
});

test.each(["SECURITY.md", "docs/protocol.md"])("%s names only tests that exist", (page) => {
  const named = [...read(page).matchAll(/`(test\/[\w./-]+)` › "([^"]+)"/g)];
  expect(named.length).toBeGreaterThan(5);
  const missing = named.filter(
    ([, file, name]) => !read(file!).includes(`"${name!.replaceAll(/\s+/g, " ")}"`),
  );
  expect(missing.map(([whole]) => whole)).toEqual([]);
});

test("docs/protocol.md names only tests of the official suite that exist", () => {
  const named = [...read("docs/protocol.md").matchAll(/`conformance` › "([^"]+)"/g)];
  expect(named.length).toBeGreaterThan(50);
  const suite = globSync("node_modules/@durable-streams/server-conformance-tests/dist/*.js", {
    cwd: packageFolder,
  });
  const tests = suite.map(read).join("\n");
  expect(named.filter(([, name]) => !tests.includes(`\`${name}\``)).map(([whole]) => whole)).toEqual([]);
});

test("docs/protocol.md has a test or a reason for each sentence", () => {
  const rows = [...read("docs/protocol.md").matchAll(/^\| ([\d., ]+) \| ([^|]+) \| ([^|]+) \|(.*)\|$/gm)];
  expect(rows.length).toBeGreaterThan(90);
  const unkept = rows.filter(([, , , , keptBy]) => !/ › "|Reason: \w|Reason: `/.test(keptBy!));
  expect(unkept.map(([whole]) => whole)).toEqual([]);
});

test("SECURITY.md has every point of Electron's checklist, with the test that shows it", () => {
  const rows = [...read("SECURITY.md").matchAll(/^\| (\d+) \| [^|]+ \| ([^|]+) \|([^|]*)\|$/gm)];
  expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  const unshown = rows.filter(([, , , shownBy]) => !shownBy!.includes("test"));
  // Electron's version is the app's choice.
  expect(unshown.map(([, number]) => number)).toEqual(["16"]);
});

test("no source uses Electron's shell module", () => {
  const sources = globSync("{main,src,renderer}/**/*.ts", { cwd: packageFolder });
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((file) => /\bshell\b[^"'`]*from "electron"|openExternal/.test(read(file)))).toEqual(
    [],
  );
});

function isThere(file: string): boolean {
  return existsSync(join(packageFolder, file));
}

function read(file: string): string {
  return readFileSync(join(packageFolder, file), "utf8");
}
