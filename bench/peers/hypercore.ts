import { createRequire } from "node:module";
import { join } from "node:path";
import type { Peer } from "./peer.ts";

/** The part of hypercore that is used here, because hypercore has no types. */
interface Core {
  readonly length: number;
  ready(): Promise<void>;
  append(blocks: Uint8Array | readonly Uint8Array[]): Promise<unknown>;
  createReadStream(options: { start: number; snapshot: boolean }): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** A signed log that does not flush: acknowledged messages survive a crash, but not a power cut. */
export async function openHypercore(directory: string): Promise<Peer> {
  const Hypercore = createRequire(import.meta.url)("hypercore") as new (directory: string) => Core;
  const core = new Hypercore(join(directory, "hypercore"));
  await core.ready();
  return {
    name: "hypercore",
    append: (message) => core.append(message),
    appendAll: (messages) => core.append(messages),
    async *read(from) {
      for await (const block of core.createReadStream({ start: from, snapshot: true })) yield [block];
    },
    close: () => core.close(),
  };
}
