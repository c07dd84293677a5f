import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ClientWork } from "./client.ts";

/** A client in a process of its own; every work answers with milliseconds. */
export interface ClientProcess {
  run<Name extends keyof ClientWork>(name: Name, ...args: Parameters<ClientWork[Name]>): Promise<number>;
  close(): void;
}

export function startClient(): ClientProcess {
  const child = fork(join(import.meta.dirname, "client.ts"), { execArgv: [] });
  return {
    async run(name, ...args) {
      child.send({ name, args });
      const [answer] = (await once(child, "message")) as [{ ms: number } | { error: string }];
      if ("error" in answer) throw new Error(answer.error);
      return answer.ms;
    },
    close: () => child.disconnect(),
  };
}
