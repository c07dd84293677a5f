import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { releaseProblems } from "../../scripts/release/problems.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

let folder: string;

/** A checkout that may be published: committed, tagged, without changesets. */
beforeEach(async () => {
  folder = await temporaryDirectory();
  mkdirSync(join(folder, ".changeset"));
  writeFileSync(join(folder, ".changeset", "README.md"), "");
  mkdirSync(join(folder, "create"));
  for (const each of [folder, join(folder, "create")])
    writeFileSync(join(each, "package.json"), JSON.stringify({ version: "1.2.0", repository: "a/b" }));
  git("init", "--quiet");
  commit();
  git("tag", "v1.2.0");
});

test("a clean commit with the tag of its version may be published", () => {
  expect(releaseProblems(folder)).toEqual([]);
});

test("uncommitted changes stop a release", () => {
  writeFileSync(join(folder, "new.ts"), "");
  expect(releaseProblems(folder)).toEqual([expect.stringContaining("the working tree has changes")]);
});

test("a tag of another version or another commit stops a release", () => {
  for (const each of [folder, join(folder, "create")])
    writeFileSync(join(each, "package.json"), JSON.stringify({ version: "1.3.0", repository: "a/b" }));
  commit();
  git("tag", "v1.2.1");
  expect(releaseProblems(folder)).toEqual([expect.stringContaining("HEAD has no tag v1.3.0")]);
});

test("another version of the package that creates apps stops a release", () => {
  writeFileSync(join(folder, "create", "package.json"), JSON.stringify({ version: "1.1.0" }));
  commit();
  git("tag", "--force", "v1.2.0");
  expect(releaseProblems(folder)).toEqual([expect.stringContaining("create/package.json has version 1.1.0")]);
});

test("a pending changeset stops a release", () => {
  writeFileSync(join(folder, ".changeset", "brave-cats.md"), "");
  commit();
  git("tag", "--force", "v1.2.0");
  expect(releaseProblems(folder)).toEqual([expect.stringContaining("brave-cats.md")]);
});

test("a package without a repository stops a release", () => {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ version: "1.2.0" }));
  commit();
  git("tag", "--force", "v1.2.0");
  expect(releaseProblems(folder)).toEqual([expect.stringContaining('no "repository"')]);
});

function commit(): void {
  git("add", "--all");
  git(
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.com",
    "commit",
    "--quiet",
    "--message",
    "Change",
  );
}

function git(...args: string[]): void {
  execFileSync("git", args, { cwd: folder });
}
