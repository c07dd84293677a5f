import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openClassicLevel } from "./classic-level.ts";
import { openHypercore } from "./hypercore.ts";
import { openLmdb } from "./lmdb.ts";
import type { OpenPeer, Peer } from "./peer.ts";

/** The anchor of a `peer-*` or `lmdb-*` row: the fastest of these in a trial. */
export interface PeerChoice {
  readonly name: string;
  readonly opens: readonly OpenPeer[];
}

export const logs: PeerChoice = {
  name: "the faster of hypercore and classic-level (sync: true)",
  opens: [openHypercore, openClassicLevel],
};
export const lmdb: PeerChoice = { name: "lmdb-js, flushed", opens: [openLmdb] };

/**
 * Runs a small part of the work on each peer, after one run to warm up, and returns the fastest peer with a note of the
 * times. Closes the other ones.
 */
export async function fastestPeer(
  directory: string,
  { opens }: PeerChoice,
  trial: (peer: Peer) => Promise<unknown>,
): Promise<{ peer: Peer; note: string }> {
  const own = join(directory, "peers");
  mkdirSync(own);
  const tried: { peer: Peer; ms: number }[] = [];
  for (const open of opens) {
    const peer = await open(own);
    await trial(peer);
    const start = performance.now();
    await trial(peer);
    tried.push({ peer, ms: performance.now() - start });
  }
  const note = `trial: ${tried.map(({ peer, ms }) => `${peer.name} ${ms.toFixed(0)} ms`).join(", ")}`;
  const [first, ...others] = tried.toSorted((a, b) => a.ms - b.ms);
  for (const { peer } of others) await peer.close();
  return { peer: first!.peer, note };
}
