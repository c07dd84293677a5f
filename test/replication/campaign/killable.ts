import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

export interface Launched {
  /** With `stderr` as a pipe. */
  readonly child: ChildProcess;
  /** Resolves when the process is ready. */
  readonly ready: Promise<unknown>;
}

/** A process that is killed, and restarted on the files that it left. */
export class Killable {
  readonly #launch: () => Launched | Promise<Launched>;
  readonly #failed: (reason: string) => void;
  #child: ChildProcess | undefined;
  /** Killed by `kill`: any other exit is a failure. */
  #killed = false;

  constructor(launch: () => Launched | Promise<Launched>, failed: (reason: string) => void) {
    this.#launch = launch;
    this.#failed = failed;
  }

  /** Resolves when the process is ready, or has failed. */
  async start(): Promise<void> {
    this.#killed = false;
    const { child, ready } = await this.#launch();
    let errors = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-4000)));
    child.on("exit", (code, signal) => {
      if (!this.#killed) this.#failed(`${child.spawnfile} ended (${signal ?? code}): ${errors}`);
    });
    this.#child = child;
    await Promise.race([ready, once(child, "exit")]);
  }

  /** Kills the process without a warning, in the middle of its work. `SIGTERM` asks it to end. */
  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.#killed = true;
    child.kill(signal);
    await once(child, "exit");
  }
}

/** A module of ours as a process, which is ready at its first message. It exits when this process does. */
export function forked(file: string, args: readonly string[], heard: (message: unknown) => void): Launched {
  const child = fork(file, args, { execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
  child.on("message", (message) => heard(message));
  return { child, ready: once(child, "message") };
}
