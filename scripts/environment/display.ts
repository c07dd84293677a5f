import { spawnSync } from "node:child_process";

/** Without `-noreset` the server restarts when its last client leaves, and refuses the next one for a moment. */
const serverArgs = "-screen 0 1280x1024x24 -noreset";

/** Electron needs a display. Where there is none, wraps the command in xvfb-run, which provides a virtual one. */
export function withDisplay(command: string, args: readonly string[]): [command: string, args: string[]] {
  const isBare = process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"];
  if (!isBare || spawnSync("which", ["xvfb-run"]).status !== 0) return [command, [...args]];
  return ["xvfb-run", ["-a", "-s", serverArgs, command, ...args]];
}

/** If this process needs xvfb-run for a display, runs it again under xvfb-run and exits with that run's status. */
export function runAgainInDisplay(): void {
  const own = process.argv.slice(1);
  const [command, args] = withDisplay(process.execPath, own);
  if (command !== process.execPath) process.exit(spawnSync(command, args, { stdio: "inherit" }).status ?? 1);
}
