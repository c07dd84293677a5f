import type { Database } from "better-sqlite3";
import { parseOffset, startOffset } from "../../protocol/offset.ts";
import type { Findings } from "./findings.ts";

type Yields = Generator<number, void, undefined>;

/** Checks that producers belong to streams. Yields 1 for each. */
export function* checkProducers(db: Database, findings: Findings): Yields {
  const exists = db
    .prepare<[number, number], number>(
      "SELECT EXISTS (SELECT 1 FROM stream WHERE id = ?) OR EXISTS (SELECT 1 FROM garbage WHERE stream = ?)",
    )
    .pluck();
  const all = db.prepare<[], { stream: number; id: string; epoch: number; seq: number }>(
    "SELECT * FROM producer",
  );
  for (const { stream, id, epoch, seq } of all.iterate()) {
    yield 1;
    if (exists.get(stream, stream) !== 1)
      findings.add(
        "producer",
        `producer ${JSON.stringify(id)} belongs to stream ${stream}, which does not exist`,
      );
    if (epoch < 0 || seq < 0)
      findings.add("producer", `producer ${JSON.stringify(id)} has epoch ${epoch} and seq ${seq}`);
  }
}

/** Checks durable subscriptions and their links to streams. Yields 1 for each. */
export function* checkSubscriptions(db: Database, findings: Findings): Yields {
  const exists = db.prepare("SELECT 1 FROM subscription WHERE key = ?");
  for (const _ of db.prepare("SELECT * FROM subscription").iterate()) yield 1;
  const links = db.prepare<[], { subscription: number; path: string; acked_offset: string }>(
    "SELECT * FROM subscription_link",
  );
  for (const { subscription, path, acked_offset } of links.iterate()) {
    yield 1;
    if (exists.get(subscription) === undefined)
      findings.add("subscription", `linked to subscription ${subscription}, which does not exist`, { path });
    if (!isOffset(acked_offset))
      findings.add("subscription", `${JSON.stringify(acked_offset)} is not an offset`, { path });
  }
  for (const _ of db.prepare("SELECT * FROM subscription_secret").iterate()) yield 1;
}

function isOffset(text: string): boolean {
  try {
    return text === startOffset || parseOffset(text) !== undefined;
  } catch {
    return false;
  }
}
