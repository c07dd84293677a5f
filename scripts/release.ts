/**
 * `npm run release`: checks, builds, and publishes the version in package.json if npm does not have it yet. With
 * `--dry-run`, prints what would be published and sends nothing.
 */
import { run } from "./environment/run.ts";

const isDryRun = process.argv.includes("--dry-run");

run("npm", "run", "--silent", "check");
run("npm", "run", "--silent", "build");
if (isDryRun) {
  run("changeset", "publish-plan");
  run("npm", "publish", "--dry-run");
} else {
  run("changeset", "publish");
}
