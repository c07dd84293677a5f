import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { packageFolder } from "../../support/electron/install-app.ts";
import { readPublicApi } from "./public-api.ts";

const { docstrings } = readPublicApi();

test("docstrings name no sources, which are not published", () => {
  expect(docstrings.size).toBeGreaterThan(300);
  expect(withText(/\b[\w/-]+\.tsx?\b|\b(?:src|test|main|renderer|bench|scripts)\/[\w-]+/)).toEqual([]);
});

test("docstrings name only those documents that are published, and the protocol's", () => {
  const published = publishedFiles();
  const unpublished = withText(/[\w/-]+\.md\b/g).filter(
    ([, file]) => file !== "PROTOCOL.md" && !published.has(file),
  );
  expect(unpublished).toEqual([]);
});

test("docstrings refer only to public names", () => {
  const names = new Set([...docstrings.keys()].flatMap((name) => [name, name.split(".").at(-1)!]));
  const references = withText(/\{@link (\w[\w.]*)|\b[Ss]ee `(\w+)`/g);
  expect(references.filter(([, reference]) => !names.has(reference))).toEqual([]);
});

/** What each docstring has of a pattern: its first group that matched, or the whole match. */
function withText(pattern: RegExp): [name: string, found: string][] {
  const global = new RegExp(pattern, "g");
  return [...docstrings].flatMap(([name, text]) =>
    [...text.matchAll(global)].map((match): [string, string] => [
      name,
      match.slice(1).find((group) => group !== undefined) ?? match[0],
    ]),
  );
}

/** The tarball's files, as npm packs them. */
function publishedFiles(): Set<string> {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: packageFolder,
    encoding: "utf8",
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ files }] = JSON.parse(output) as [{ files: { path: string }[] }];
  return new Set(files.map(({ path }) => path));
}
