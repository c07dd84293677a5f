import { join } from "node:path";
import { openStreamStore } from "../../../src/store/index.ts";
import { appendRounds } from "../../sides/append-rounds.ts";
import { inFlight } from "../../load/in-flight.ts";
import { checkMessages, makeMessages } from "../../sides/messages.ts";
import { fasterPeer, peers } from "../../peers/faster-peer.ts";
import type { Peer } from "../../peers/peer.ts";
import type { Row } from "../../row.ts";

const width = 1000;

export const peerAppend: Row = {
  id: "peer-append",
  what: "1,000 appends in flight, each on disk when acknowledged",
  anchorName: peers,
  goal: 3,
  unit: "messages/s",
  async prepare(scale) {
    const count = scale.of(50_000, width);
    const messages = makeMessages(count);
    const trialCount = Math.ceil(count / 10);
    const append = (peer: Peer, count: number) => inFlight(count, width, (i) => peer.append(messages[i]!));
    const { peer, note } = await fasterPeer(scale.directory, (peer) => append(peer, trialCount));
    const store = openStreamStore({ directory: join(scale.directory, "ours"), durability: "full" });
    let peerCount = 2 * trialCount;
    return {
      amount: count,
      ours: appendRounds(store, count, (path) =>
        inFlight(count, width, (i) => store.append(path, messages[i]!)),
      ),
      anchor: {
        run: () => append(peer, count),
        async check() {
          checkMessages(await readFrom(peer, peerCount), count);
          peerCount += count;
        },
      },
      note: () => `${peer.name}; ${note}`,
      async close() {
        await store.close();
        await peer.close();
      },
    };
  },
};

async function readFrom(peer: Peer, from: number): Promise<Uint8Array[]> {
  const messages: Uint8Array[] = [];
  for await (const page of peer.read(from)) messages.push(...page);
  return messages;
}
