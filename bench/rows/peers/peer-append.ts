import { join } from "node:path";
import { openStreamStore } from "../../../src/store/index.ts";
import { appendRounds } from "../../sides/append-rounds.ts";
import { inFlight } from "../../load/in-flight.ts";
import { checkMessages, makeMessages } from "../../sides/messages.ts";
import { fastestPeer, type PeerChoice } from "../../peers/fastest-peer.ts";
import type { Peer } from "../../peers/peer.ts";
import type { Row } from "../../row.ts";

/** `width` appends are in flight. */
export function peerAppend(
  id: string,
  choice: PeerChoice,
  { width, amount, goal }: { readonly width: number; readonly amount: number; readonly goal: number },
): Row {
  return {
    id,
    what: `${width === 1 ? "one append at a time" : `${width.toLocaleString("en")} appends in flight`}, each on disk when acknowledged`,
    anchorName: choice.name,
    goal,
    unit: "messages/s",
    async prepare(scale) {
      const count = scale.of(amount, 2 * width);
      const messages = makeMessages(count);
      const trialCount = Math.ceil(count / 10);
      const append = (peer: Peer, count: number) => inFlight(count, width, (i) => peer.append(messages[i]!));
      const { peer, note } = await fastestPeer(scale.directory, choice, (peer) => append(peer, trialCount));
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
}

async function readFrom(peer: Peer, from: number): Promise<Uint8Array[]> {
  const messages: Uint8Array[] = [];
  for await (const page of peer.read(from)) messages.push(...page);
  return messages;
}
