import { spawnSync } from "node:child_process";
import { installDebianPackage } from "./debian-package.ts";

/**
 * The power-loss test reads the store's writes to the disk from a trace of its system calls. Exits with one line if no
 * trace can be made here.
 */
export function ensureStrace(): void {
  if (process.platform !== "linux") fail("runs on Linux only, because it needs strace");
  if (!works() && !(installDebianPackage("strace") && works())) {
    fail("needs strace, and permission to trace (ptrace): sudo apt-get install strace");
  }
}

/** Runs a program under strace, because a container can forbid tracing. */
function works(): boolean {
  return spawnSync("strace", ["-f", "--seccomp-bpf", "-o", "/dev/null", "true"]).status === 0;
}

function fail(reason: string): never {
  console.error(`test:powerloss: ${reason}`);
  process.exit(1);
}
