import { expect, test } from "vitest";
import { notes, definitions } from "../support/store/definitions.ts";
import { openTestStore } from "../support/open-store.ts";
import { Gateway } from "./campaign/gateway.ts";
import { dataOf, reached, start } from "./replicating.ts";

const home = notes({ notebook: "home" });
const good = (n: number) => ({ type: "added", text: `note ${n}` });

async function remoteWith(messages: readonly unknown[]) {
  const gateway = await Gateway.open();
  await gateway.create("notes/home", "application/json", JSON.stringify(messages));
  return gateway;
}

test("a pull stops at a message that does not fit the local definition, and stores nothing of its batch", async () => {
  const gateway = await remoteWith([good(1), { type: "unknown" }, good(2)]);
  const store = openTestStore({ inMemory: true, streams: definitions });
  const pull = start(store, { url: gateway.url, streams: [home], direction: "pull" });
  const { error } = await reached(pull, "notes/home", { state: "stopped" });
  expect(error?.code).toBe("MESSAGE_INVALID");
  expect(await dataOf(store, "notes/home")).toEqual([]);
  await pull.close();
});

test("a pull leaves out what does not fit the local definition, however much it is", async () => {
  const junk = Array.from({ length: 2500 }, (_, n) => ({ type: "unknown", n }));
  const gateway = await remoteWith([good(1), ...junk, good(2)]);
  const warnings: unknown[] = [];
  const store = openTestStore({ inMemory: true, streams: definitions });
  const pull = start(store, {
    url: gateway.url,
    streams: [home],
    direction: "pull",
    unstorableMessages: "skip",
    logger: { warn: (...line) => void warnings.push(line) },
  });
  await reached(pull, "notes/home", { state: "upToDate" });
  expect(await dataOf(store, "notes/home")).toEqual([good(1), good(2)]);
  expect(warnings).toHaveLength(2500);
  await pull.close();
});
