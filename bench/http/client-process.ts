import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ClientWork } from "./client.ts";

/** A client in a separate process. */
export interface ClientProcess {
  run<Name extends keyof ClientWork>(
    name: Name,
    ...args: Parameters<ClientWork[Name]>
  ): ReturnType<ClientWork[Name]>;
  close(): void;
}

export function startClient(): ClientProcess {
  const child = fork(join(import.meta.dirname, "client.ts"), { execArgv: [] });
  return {
    run: ((name, ...args) => ask(child, { name, args })) as ClientProcess["run"],
    close: () => child.disconnect(),
  };
}

async function ask(child: ChildProcess, work: { name: string; args: readonly unknown[] }): Promise<unknown> {
  child.send(work);
  const [answer] = (await once(child, "message")) as [{ result: unknown } | { error: string }];
  if ("error" in answer) throw new Error(answer.error);
  return answer.result;
}
