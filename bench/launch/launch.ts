import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { isBuilt } from "../../scripts/environment/is-built.ts";

export type LaunchSide = "ours" | "bare";

/** What `program.js` reports. */
export interface Launch {
  /** Import and open, in milliseconds. */
  readonly ms: number;
  /** The resident memory of the process after that. */
  readonly rssBytes: number;
}

/** Starts a process that runs `program.js`: the arguments go before its own two. */
export type Launcher = (side: LaunchSide, directory: string) => Promise<Launch>;

/** Why launches cannot be measured; undefined if they can. */
export const launchProblem = isBuilt() ? undefined : "the package is not built: npm run build";

export const launchNode: Launcher = (side, directory) =>
  launch(process.execPath, ["--expose-gc", join(import.meta.dirname, "program.js"), side, directory]);

/** What a minute costs in which nothing happens. */
export interface IdleMinute {
  /** The processor's time, in milliseconds. */
  readonly ms: number;
  /** How often the event loop had something to do. */
  readonly wakeUps: number;
}

/** Without V8's own clean-up after a start, which wakes a process every eight seconds until it has collected enough. */
export function idleNode(directory: string): Promise<IdleMinute> {
  return launch(process.execPath, [
    "--no-memory-reducer",
    "--expose-gc",
    join(import.meta.dirname, "idle.js"),
    directory,
  ]);
}

/** Returns the report in the last line of output. @throws Error with the process's output if it reports nothing */
export async function launch<Report = Launch>(command: string, args: readonly string[]): Promise<Report> {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const report = output.trim().split("\n").at(-1) ?? "";
  if (!report.startsWith("{")) throw new Error(`${command} reported nothing: ${output}${errors}`);
  return JSON.parse(report) as Report;
}
