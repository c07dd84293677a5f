import type { StreamStore } from "../src/store/index.ts";

const json = "application/json";
const minute = 60_000;

/** Fills a store with streams as an offline-first app for field work would have them. */
export async function createDemoStreams(store: StreamStore): Promise<void> {
  await createJson(store, "app/lifecycle", 48, lifecycleEvent);
  await createJson(store, "app/metrics", 21_600, metrics, { retention: { maxMessages: 20_000 } });
  await createJson(store, "orders/2026/berlin", 1_284, order);
  await createJson(store, "orders/2026/hamburg", 736, order);
  await createJson(store, "orders/2025/berlin", 9_410, order, { closed: true });
  await createJson(store, "sync/outbox", 17, order, { ttlSeconds: 24 * 3600 });
  await createJson(store, "sync/checkpoints", 212, (i) => ({ peer: "eu-1", at: i * 64, acknowledged: true }));
  await createJson(
    store,
    "presence/desk-4",
    3,
    (i) => ({ user: "amara", state: ["online", "typing", "online"][i] }),
    {
      ttlSeconds: 4 * 60 + 12,
    },
  );
  await createJson(store, "drafts/order-10443", 6, (i) => ({ rev: i + 1, note: "call before 17:00" }), {
    expiresAt: new Date(Date.now() + 52 * minute),
  });
  await store.create("logs/renderer", {
    contentType: "text/plain; charset=utf-8",
    data: times(640, logLine),
  });
  await store.create("logs/updater", { contentType: "text/plain", data: times(31, logLine), closed: true });
  await store.create("scanner/frames", { data: times(360, frame), retention: { maxBytes: 5_000_000 } });
  await store.create("chat/support", { contentType: json });
}

async function createJson(
  store: StreamStore,
  path: string,
  count: number,
  message: (index: number) => unknown,
  options: object = {},
): Promise<void> {
  await store.create(path, { contentType: json, ...options, data: times(count, message) });
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
