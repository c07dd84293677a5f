/**
 * `npm run release`: checks, builds and publishes the version in package.json and the package that creates apps, with
 * provenance. Only .github/workflows/release.yml can run it to its end, after CI has passed for the tagged commit. With
 * `--dry-run`, prints what would be published and what would stop it, and sends nothing.
 */
import { run } from "./environment/run.ts";
import { releaseProblems } from "./release/problems.ts";

const isDryRun = process.argv.includes("--dry-run");

const problems = releaseProblems(process.cwd());
if (process.env["GITHUB_ACTIONS"] === undefined)
  problems.push("provenance needs GitHub Actions: push the tag, and the release workflow publishes it");
for (const problem of problems) console.error(`release: ${problem}`);
if (problems.length > 0 && !isDryRun) process.exit(1);

run("npm", "run", "--silent", "check");
run("npm", "run", "--silent", "build");
run("changeset", "publish-plan");
for (const folder of [".", "./create"]) {
  if (isDryRun) run("npm", "publish", folder, "--dry-run", "--access", "public");
  else run("npm", "publish", folder, "--provenance", "--access", "public");
}
