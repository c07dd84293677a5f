import { join } from "node:path";
import { z } from "zod";
import { defineStream } from "../../../src/schema/index.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { inFlight } from "../../load/in-flight.ts";
import type { Row, Side } from "../../row.ts";

/** An event of 200 bytes of JSON. */
function eventOf(n: number) {
  return {
    type: "moved" as const,
    id: n + 1e9,
    x: 1.5,
    y: -20.25,
    tags: ["red", "large"],
    note: "n".repeat(116),
  };
}

const events = defineStream("events/:round", {
  schema: z.discriminatedUnion("type", [
    z.object({
      type: z.literal("moved"),
      id: z.int(),
      x: z.number(),
      y: z.number(),
      tags: z.array(z.string()),
      note: z.string().max(500),
    }),
    z.object({ type: z.literal("removed"), id: z.int() }),
  ]),
});

export const appendValidated: Row = {
  id: "append-validated",
  what: "1,000 appends of 200-byte events in flight, checked with a zod schema, FULL",
  anchorName: "the same without a definition",
  goal: 0.8,
  unit: "messages/s",
  async prepare(scale) {
    const count = scale.of(100_000);
    const data = Array.from({ length: count }, (_, n) => eventOf(n));
    const checked = openStreamStore({ directory: join(scale.directory, "checked"), streams: [events] });
    const plain = openStreamStore({ directory: join(scale.directory, "plain") });
    return {
      amount: count,
      ours: side(checked, data),
      anchor: side(plain, data),
      async close() {
        await checked.close();
        await plain.close();
      },
    };
  },
};

function side(store: StreamStore, data: readonly object[]): Side {
  let path = "";
  let round = 0;
  return {
    async before() {
      path = `events/${++round}`;
      await store.create(path, { contentType: "application/json" });
    },
    run: () => inFlight(data.length, 1000, (n) => store.append(path, data[n]!)),
    async check() {
      const { messageCount, byteCount } = await store.head(path);
      if (messageCount !== data.length)
        throw new Error(`${messageCount} of ${data.length} events were stored`);
      if (Math.abs(byteCount / messageCount - 200) > 5)
        throw new Error(`${byteCount / messageCount} bytes an event`);
    },
  };
}
