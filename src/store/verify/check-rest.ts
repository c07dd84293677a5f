import type { Database } from "better-sqlite3";
import { parseOffset, startOffset } from "../../protocol/offset.ts";
import type { StreamRow } from "../streams/row.ts";
import type { Findings } from "./findings.ts";
import { pathOf } from "./owned-messages.ts";

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

/** Checks that replicas belong to streams, and are within them. Yields 1 for each. */
export function* checkReplicas(db: Database, findings: Findings): Yields {
  const find = db.prepare<[number], Pick<StreamRow, "path" | "tail" | "lags">>(
    "SELECT path, tail, lags FROM stream WHERE id = ?",
  );
  const all = db.prepare<[], { stream: number; name: string; position: number }>("SELECT * FROM replica");
  for (const { stream, name, position } of all.iterate()) {
    yield 1;
    const of = `replica ${JSON.stringify(name)}`;
    const row = find.get(stream);
    if (!row) findings.add("replica", `${of} belongs to stream ${stream}, which does not exist`);
    else if (position < 0 || (position > row.tail && row.lags === 0))
      findings.add("replica", `${of} is at position ${position}, and the tail is ${row.tail}`, pathOf(row));
  }
}

/** Checks durable subscriptions, their leases, and their links to streams. Yields 1 for each. */
export function* checkSubscriptions(db: Database, findings: Findings): Yields {
  for (const row of db.prepare<[], SubscriptionRow>("SELECT * FROM subscription").iterate()) {
    yield 1;
    const problem = leaseProblem(row);
    if (problem !== undefined)
      findings.add("subscription", `subscription ${JSON.stringify(row.id)} ${problem}`);
  }
  const exists = db.prepare("SELECT 1 FROM subscription WHERE key = ?");
  const streamExists = db.prepare("SELECT 1 FROM stream WHERE path = ? AND deleted = 0");
  for (const link of db.prepare<[], LinkRow>("SELECT * FROM subscription_link").iterate()) {
    yield 1;
    const { subscription, path, acked_offset } = link;
    if (exists.get(subscription) === undefined)
      findings.add("subscription", `linked to subscription ${subscription}, which does not exist`, { path });
    if (!isOffset(acked_offset))
      findings.add("subscription", `${JSON.stringify(acked_offset)} is not an offset`, { path });
    // An explicit link waits for its stream to be created.
    if (link.explicit === 0 && streamExists.get(path) === undefined)
      findings.add("subscription", `linked to subscription ${subscription}, but does not exist`, { path });
  }
  for (const _ of db.prepare("SELECT * FROM subscription_secret").iterate()) yield 1;
}

interface SubscriptionRow {
  readonly id: string;
  readonly wake_id: string | null;
  readonly holder: string | null;
  readonly lease_expires_at: number | null;
  readonly next_attempt_at: number | null;
}

interface LinkRow {
  readonly subscription: number;
  readonly path: string;
  readonly explicit: number;
  readonly acked_offset: string;
}

/** Without a wake nothing is leased or delivered, and a lease that never ends blocks its subscription forever. */
function leaseProblem({ wake_id, holder, lease_expires_at, next_attempt_at }: SubscriptionRow) {
  if (holder !== null && lease_expires_at === null) return "has a holder, but no lease";
  if (wake_id !== null) return undefined;
  if (lease_expires_at !== null) return "has a lease, but no wake";
  return next_attempt_at === null ? undefined : "has a webhook to deliver, but no wake";
}

function isOffset(text: string): boolean {
  try {
    return text === startOffset || parseOffset(text) !== undefined;
  } catch {
    return false;
  }
}
