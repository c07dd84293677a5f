// Appends, claims and acks until it is killed. Prints each ack once the store has acknowledged it.
import { openStreamStore } from "../../../src/store/index.ts";

const store = openStreamStore({ directory: process.argv[2]!, durability: "normal" });
const { subscriptions } = store;

await Promise.all([appendForEver(), workForEver()]);

async function appendForEver(): Promise<never> {
  for (let n = 0; ; n++) await store.append(`jobs/${n % 3}`, `${n}`);
}

async function workForEver(): Promise<never> {
  const wakes = store.subscribe("wake", { offset: "now" });
  for (;;) {
    const claim = await subscriptions.claim("workers", { worker: "w" }).catch(() => undefined);
    if (!claim) await wakes.next();
    else {
      const acks = claim.streams.map(({ path, tailOffset }) => ({ stream: path, offset: tailOffset }));
      await subscriptions.ack("workers", claim, { acks, done: true });
      process.stdout.write(`${JSON.stringify(acks)}\n`);
    }
  }
}
