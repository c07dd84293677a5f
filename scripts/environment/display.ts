import { spawnSync } from "node:child_process";

/** Electron needs a display, also an invisible one: the command, within one where there is none. */
export function withDisplay(command: string, args: readonly string[]): [command: string, args: string[]] {
  const isBare = process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"];
  if (!isBare || spawnSync("which", ["xvfb-run"]).status !== 0) return [command, [...args]];
  return ["xvfb-run", ["-a", command, ...args]];
}

/** Where this process has no display and can have one: runs it again within one, and ends as that does. */
export function runAgainInDisplay(): void {
  const own = process.argv.slice(1);
  const [command, args] = withDisplay(process.execPath, own);
  if (command !== process.execPath) process.exit(spawnSync(command, args, { stdio: "inherit" }).status ?? 1);
}
