/** The client of the `http-*` rows that read, in a process of its own. */
import { catchUp } from "./catch-up.ts";
import { followWithReaders } from "./follow-with-readers.ts";

const work = { catchUp, followWithReaders };
export type ClientWork = typeof work;

process.on("message", ({ name, args }: { name: keyof ClientWork; args: never }) => {
  const run = work[name] as (...args: unknown[]) => Promise<number>;
  run(...(args as unknown[])).then(
    (ms) => process.send!({ ms }),
    (error: unknown) => process.send!({ error: String(error) }),
  );
});
process.once("disconnect", () => process.exit());
