import { join } from "node:path";
import { openStreamStore } from "../../../src/store/index.ts";
import { fillStream } from "../../sides/catch-up-sides.ts";
import { checkCount, checkMessage, makeMessages } from "../../sides/messages.ts";
import { fastestPeer, type PeerChoice } from "../../peers/fastest-peer.ts";
import type { Peer } from "../../peers/peer.ts";
import { readMessages } from "../../sides/read-messages.ts";
import type { Row } from "../../row.ts";

const batch = 10_000;
const path = "catch-up";

export function peerRead(id: string, choice: PeerChoice, goal: number): Row {
  return {
    id,
    what: "1,000,000 messages read from the start",
    anchorName: choice.name,
    goal,
    unit: "messages/s",
    async prepare(scale) {
      const count = scale.of(1_000_000);
      const messages = makeMessages(count);
      const store = openStreamStore({ directory: join(scale.directory, "ours") });
      await fillStream(store, path, messages);
      const { peer, note } = await fastestPeer(scale.directory, choice, async (peer) => {
        await fillOnce(peer, messages);
        // The trial reads the last tenth.
        await countFrom(peer, Math.floor(count * 0.9));
      });
      messages.length = 0;
      let read = 0;
      return {
        amount: count,
        ours: {
          async run() {
            read = await readMessages(store, path);
          },
          check: () => checkCount(read, count),
        },
        anchor: {
          async run() {
            read = await countFrom(peer, 0);
          },
          check: () => checkCount(read, count),
        },
        note: () => `${peer.name}; ${note}`,
        async close() {
          await store.close();
          await peer.close();
        },
      };
    },
  };
}

const filled = new WeakSet<Peer>();

async function fillOnce(peer: Peer, messages: readonly Uint8Array[]): Promise<void> {
  if (filled.has(peer)) return;
  filled.add(peer);
  for (let from = 0; from < messages.length; from += batch) {
    await peer.appendAll(messages.slice(from, from + batch));
  }
}

async function countFrom(peer: Peer, from: number): Promise<number> {
  let count = 0;
  for await (const page of peer.read(from)) {
    if (count % 1000 === 0) checkMessage(page[0], from + count);
    count += page.length;
  }
  return count;
}
