import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  readonly version: string;
  readonly repository?: unknown;
}

/** Why the checkout in `folder` must not be published, one line each; empty if it may be. */
export function releaseProblems(folder: string): string[] {
  const { version, repository } = manifestIn(folder);
  const problems: string[] = [];
  if (git(folder, "status", "--porcelain") !== "")
    problems.push("the working tree has changes: commit or remove them");
  if (!git(folder, "tag", "--points-at", "HEAD").split("\n").includes(`v${version}`))
    problems.push(`HEAD has no tag v${version}, the version in package.json`);
  const pending = pendingChangesets(folder);
  if (pending.length > 0)
    problems.push(`changesets are pending (${pending.join(", ")}): run npx changeset version and commit`);
  if (repository === undefined)
    problems.push('package.json has no "repository": npm compares it with the provenance');
  const created = manifestIn(join(folder, "create")).version;
  if (created !== version)
    problems.push(
      `create/package.json has version ${created}: apps are created for the version in package.json`,
    );
  return problems;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function pendingChangesets(folder: string): string[] {
  return readdirSync(join(folder, ".changeset")).filter(
    (file) => file.endsWith(".md") && file !== "README.md",
  );
}

function git(folder: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
}
