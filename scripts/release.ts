/**
 * `npm run release`: checks, builds, and publishes the version that `changeset version` has set, if npm has none of it.
 * With `--dry-run` nothing leaves this machine: it says what would be published.
 */
import { spawnSync } from "node:child_process";

const isDryRun = process.argv.includes("--dry-run");

run("npm", "run", "--silent", "check");
run("npm", "run", "--silent", "build");
if (isDryRun) {
  run("changeset", "publish-plan");
  run("npm", "publish", "--dry-run");
} else {
  run("changeset", "publish");
}

function run(command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}
