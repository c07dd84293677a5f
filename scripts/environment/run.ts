import { spawnSync } from "node:child_process";

/** Runs a command with this process's terminal. If it fails, this process exits with its status. */
export function run(command: string, ...args: string[]): void {
  const status = statusOf(command, ...args);
  if (status !== 0) process.exit(status);
}

/** Runs a command with this process's terminal; returns its exit status, or 1 if it did not start or was killed. */
export function statusOf(command: string, ...args: string[]): number {
  // npm puts node_modules/.bin first on the PATH of its scripts; on Windows the commands there are .cmd files.
  const { status, error } = spawnSync(command, args, {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error) console.error(`${command} did not start: ${error.message}`);
  return status ?? 1;
}
