import { openStreamStore, type CreateOptions, type StreamStore } from "../src/store/index.ts";

const json = "application/json";
const minute = 60_000;

/** The streams are filled in rounds, because the store gives all messages of one append the same time. */
const rounds = 1440;
const roundMs = minute / 4;

interface DemoStream {
  readonly path: string;
  readonly count: number;
  readonly message: (index: number) => unknown;
  readonly options?: CreateOptions;
  readonly closes?: boolean;
}

const streams: readonly DemoStream[] = [
  { path: "app/lifecycle", count: 48, message: lifecycleEvent },
  { path: "app/metrics", count: 21_600, message: metrics, options: { retention: { maxMessages: 20_000 } } },
  { path: "orders/2026/berlin", count: 1_284, message: order },
  { path: "orders/2026/hamburg", count: 736, message: order },
  { path: "orders/2025/berlin", count: 9_410, message: order, closes: true },
  {
    path: "sync/checkpoints",
    count: 212,
    message: (i) => ({ peer: "eu-1", at: i * 64, acknowledged: true }),
  },
  {
    path: "logs/renderer",
    count: 640,
    message: logLine,
    options: { contentType: "text/plain; charset=utf-8" },
  },
  { path: "logs/updater", count: 31, message: logLine, options: { contentType: "text/plain" }, closes: true },
  {
    path: "scanner/frames",
    count: 360,
    message: frame,
    options: { contentType: "application/octet-stream", retention: { maxBytes: 5_000_000 } },
  },
];

/** A store in memory with the streams that an offline-first app for field work has after a few hours. */
export async function openDemoStore(): Promise<StreamStore> {
  let past: number | undefined = Date.now() - rounds * roundMs;
  const store = openStreamStore({
    inMemory: true,
    now: () => past ?? Date.now(),
    cleanupIntervalMs: 0,
    compactIntervalMs: 0,
  });
  for (const { path, options } of streams) await store.create(path, { contentType: json, ...options });
  for (let round = 0; round < rounds; round++) {
    past += roundMs;
    for (const stream of streams) await appendRound(store, stream, round);
  }
  for (const { path, closes } of streams) if (closes) await store.closeStream(path);
  past = undefined;
  await createShortLived(store);
  return store;
}

/** Appends more in some rounds than in others, so that the timeline has a shape. */
async function appendRound(
  store: StreamStore,
  { path, count, message }: DemoStream,
  round: number,
): Promise<void> {
  const done = (share: number) => Math.round(count * (share + 0.045 * Math.sin(share * 6 * Math.PI)));
  const first = done(round / rounds);
  const data = times(Math.max(0, done((round + 1) / rounds) - first), (i) => message(first + i));
  if (data.length > 0) await store.append(path, data);
}

async function createShortLived(store: StreamStore): Promise<void> {
  const create = (path: string, options: CreateOptions) =>
    store.create(path, { contentType: json, ...options });
  await create("sync/outbox", { ttlSeconds: 24 * 3600, data: times(17, order) });
  await create("presence/desk-4", {
    ttlSeconds: 4 * 60 + 12,
    data: ["online", "typing", "online"].map((state) => ({ user: "amara", state })),
  });
  await create("drafts/order-10443", {
    expiresAt: new Date(Date.now() + 52 * minute),
    data: times(6, (i) => ({ rev: i + 1, note: "call before 17:00" })),
  });
  await create("chat/support", {});
  await store.create("orders/2026/berlin-audit", { fork: { path: "orders/2026/berlin" } });
}

function times<T>(count: number, message: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => message(index));
}

function lifecycleEvent(i: number): object {
  const events = ["window-created", "window-focused", "power-resumed", "network-online", "window-blurred"];
  return { event: events[i % events.length], window: 1 + (i % 3), at: instant(i * 95_000) };
}

function metrics(i: number): object {
  const load = Math.round(180 + 140 * Math.sin(i / 40) + 35 * Math.sin(i / 3)) / 10;
  return { cpuPercent: load, heapMb: 96 + ((i * 7) % 41), openCursors: 2 + (i % 4), at: instant(i * 1000) };
}

function order(i: number): object {
  const status = ["placed", "packed", "shipped", "delivered"][i % 4];
  const items = [{ sku: `A-${100 + ((i * 37) % 800)}`, quantity: 1 + (i % 5) }];
  return {
    type: `order.${status}`,
    id: 10_400 + i,
    total: 1990 + ((i * 613) % 24_000),
    currency: "EUR",
    gift: i % 7 === 0,
    note: null,
    items,
  };
}

function logLine(i: number): string {
  const lines = [
    "render 16.2 ms, 3 components",
    "cache hit for /catalog?page=4",
    "retry 1 of 5 in 800 ms",
    "sync finished: 64 events pushed",
  ];
  return `${instant(i * 4000)} ${i % 9 === 2 ? "warn" : "info"}  ${lines[i % lines.length]}`;
}

function frame(i: number): Uint8Array {
  const header = new TextEncoder().encode(`FRM1 ${String(i).padStart(6, "0")} `);
  return Uint8Array.from([...header, ...times(240, (at) => (at * 31 + i * 17) % 256)]);
}

function instant(ms: number): string {
  return new Date(Date.UTC(2026, 2, 14, 8) + ms).toISOString();
}
