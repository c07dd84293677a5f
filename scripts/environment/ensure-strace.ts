import { spawnSync } from "node:child_process";
import { installDebianPackage } from "./debian-package.ts";

/**
 * The power-loss test reads what the store does to the disk from a trace of its system calls. Where it cannot have one
 * it says so in a line, and fails.
 */
export function ensureStrace(): void {
  if (process.platform !== "linux") fail("power loss is tested on Linux only, because it needs strace");
  if (!works() && !(installDebianPackage("strace") && works())) {
    fail("strace is needed, and must be allowed to trace (ptrace): sudo apt-get install strace");
  }
}

/** Also whether this process may trace another one: a container can forbid it. */
function works(): boolean {
  return spawnSync("strace", ["-f", "--seccomp-bpf", "-o", "/dev/null", "true"]).status === 0;
}

function fail(reason: string): never {
  console.error(`test:powerloss: ${reason}`);
  process.exit(1);
}
