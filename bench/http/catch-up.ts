import { checkJsonMessages } from "./json-messages.ts";
import { readStream } from "./requests.ts";

/** Reads a stream of `count` messages from its start; returns the milliseconds. Parsing and checking are not measured. */
export async function catchUp(url: string, count: number): Promise<number> {
  const start = performance.now();
  const bodies = await readStream(url);
  const elapsed = performance.now() - start;
  const messages = bodies.flatMap((body) => JSON.parse(new TextDecoder().decode(body)) as unknown[]);
  checkJsonMessages(messages, count);
  return elapsed;
}
