import { tracingChannel } from "node:diagnostics_channel";
import { expect, onTestFinished, test } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";

interface Trace {
  readonly store: object;
  readonly operation: string;
  readonly path: string | undefined;
  readonly error?: unknown;
}

test("a tracing channel publishes the start, the end and the failure of each operation", async () => {
  const events: string[] = [];
  const store = openStreamStore({ inMemory: true });
  onTestFinished(() => store.close());
  const record = (event: string) => (message: unknown) => {
    const trace = message as Trace;
    if (trace.store === store) events.push(`${event} ${trace.operation} ${trace.path}`);
  };
  const channel = tracingChannel("electron-durable-streams:operation");
  const listeners = { start: record("start"), asyncEnd: record("end"), error: record("error") };
  for (const [name, listener] of Object.entries(listeners))
    channel[name as keyof typeof listeners].subscribe(listener);
  await store.create("a");
  await expect(store.append("b", "x")).rejects.toMatchObject({ code: "NOT_FOUND" });
  for (const [name, listener] of Object.entries(listeners))
    channel[name as keyof typeof listeners].unsubscribe(listener);
  await store.list();
  expect(events).toEqual([
    "start create a",
    "end create a",
    "start append b",
    "error append b",
    "end append b",
  ]);
});
