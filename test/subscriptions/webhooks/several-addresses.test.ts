import type * as dns from "node:dns";
import { expect, test, vi } from "vitest";
import { post } from "../../../src/store/subscriptions/webhooks/post.ts";
import { openReceiver } from "./webhook-receiver.ts";

/** What each name resolves to: no name of a test's machine has several addresses. */
const addresses = vi.hoisted(() => ({ all: [] as dns.LookupAddress[] }));

vi.mock("node:dns", async (original) => ({
  ...(await original<typeof dns>()),
  lookup: (_name: string, _options: object, callback: (error: null, all: dns.LookupAddress[]) => void) =>
    callback(null, addresses.all),
}));

const loopback = { address: "127.0.0.1", family: 4 };
const elsewhere = { address: "10.0.0.1", family: 4 };
const signal = new AbortController().signal;

test.each([
  ["first", [elsewhere, loopback]],
  ["last", [loopback, elsewhere]],
  ["in between", [loopback, elsewhere, loopback]],
])("a webhook is not sent to a name with an address that is not allowed, which comes %s", async (_, all) => {
  const receiver = await openReceiver();
  const url = receiver.url.replace("127.0.0.1", "localhost");
  const send = () =>
    post({ url, body: "{}", signature: "", timeoutMs: 10_000 }, { allowLocalhost: true }, signal);
  addresses.all = all;
  await expect(send()).rejects.toThrow("does not resolve to public addresses");
  expect(receiver.received).toEqual([]);
  addresses.all = [loopback, loopback];
  await send();
  expect(receiver.received).toHaveLength(1);
});
