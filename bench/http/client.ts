/** The client of the `http-*` rows, run in a separate process. */
import { appendLoad } from "./append-load.ts";
import { catchUp } from "./catch-up.ts";
import { followWithReaders } from "./follow-with-readers.ts";

const work = { appendLoad, catchUp, followWithReaders };
export type ClientWork = typeof work;

process.on("message", ({ name, args }: { name: keyof ClientWork; args: never }) => {
  const run = work[name] as (...args: unknown[]) => Promise<unknown>;
  run(...(args as unknown[])).then(
    (result) => process.send!({ result }),
    (error: unknown) => process.send!({ error: String(error) }),
  );
});
process.once("disconnect", () => process.exit());
