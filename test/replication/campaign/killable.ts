import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A process that is killed, and restarted on the files that it left. */
export class Killable {
  readonly #file: string;
  readonly #args: () => readonly string[];
  readonly #heard: (message: unknown) => void;
  #child: ChildProcess | undefined;
  /** Killed by `kill`: any other exit is a failure. */
  #killed = false;

  constructor(file: string, args: () => readonly string[], heard: (message: unknown) => void) {
    this.#file = file;
    this.#args = args;
    this.#heard = heard;
  }

  /** Resolves at its first message. */
  async start(): Promise<void> {
    this.#killed = false;
    const child = fork(this.#file, this.#args(), {
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const errors: string[] = [];
    child.stderr!.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
    child.on("message", (message) => this.#heard(message));
    child.on("exit", (code, signal) => {
      if (!this.#killed)
        this.#heard({ failed: `${this.#file} ended (${signal ?? code}): ${errors.join("")}` });
    });
    this.#child = child;
    await Promise.race([once(child, "message"), once(child, "exit")]);
  }

  /** Kills the process without a warning, in the middle of its work. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    this.#killed = true;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}
