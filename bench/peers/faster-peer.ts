import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openClassicLevel } from "./classic-level.ts";
import { openHypercore } from "./hypercore.ts";
import type { Peer } from "./peer.ts";

/** The anchor of the `peer-*` rows. */
export const peers = "the faster of hypercore and classic-level (sync: true)";

/**
 * Runs a small part of the work on each peer, after one run to warm up, and returns the faster peer with a note of both
 * times. Closes the other one.
 */
export async function fasterPeer(
  directory: string,
  trial: (peer: Peer) => Promise<unknown>,
): Promise<{ peer: Peer; note: string }> {
  const own = join(directory, "peers");
  mkdirSync(own);
  const tried: { peer: Peer; ms: number }[] = [];
  for (const open of [openHypercore, openClassicLevel]) {
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
