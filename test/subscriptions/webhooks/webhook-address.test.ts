import { lookup } from "node:dns/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { isPublicAddress } from "../../../src/store/subscriptions/webhooks/public-address.ts";
import { post } from "../../../src/store/subscriptions/webhooks/post.ts";
import { retryDelay } from "../../../src/store/subscriptions/webhooks/retry-delay.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openStoreWithClock } from "../subscribed-store.ts";
import { openReceiver } from "./webhook-receiver.ts";

const local = [
  "0.0.0.0",
  "10.0.0.1",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.255",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.8",
  "192.0.2.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:10.0.0.1",
  "::ffff:127.0.0.1",
  "64:ff9b::a00:1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "2001:db8::1",
  "2001::1",
  "2002:7f00:1::",
];
const global = [
  "1.1.1.1",
  "9.255.255.255",
  "11.0.0.0",
  "172.15.0.1",
  "172.32.0.1",
  "192.169.0.1",
  "2606:4700::1111",
];

describe("addresses", () => {
  test.each(local)("%s is not public", (address) => expect(isPublicAddress(address)).toBe(false));
  test.each(global)("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));
  test.each(["", "localhost", "1.1.1", "1.1.1.1 "])("%j is not one", (text) =>
    expect(isPublicAddress(text)).toBe(false),
  );
});

const rejected = [
  "no URL",
  "ftp://worker.example/",
  "http://worker.example/",
  "https://user:pw@worker.example/",
  "https://10.0.0.1/",
  "https://0x0a000001/",
  "https://167772161/",
  "https://012.0.0.1/",
  "https://127.1/",
  "https://169.254.169.254/latest/meta-data",
  "https://[::1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://[fd00::1]/",
  "https://localhost/",
  "https://127.0.0.1/",
  "https://x.localhost/",
  "https://printer.local/",
  "https://db.internal./",
  "http://10.0.0.1/",
  "http://127.1.0.1/",
  "http://localhost.example/",
  "http://[::1]/",
  "http://localhost@10.0.0.1/",
];

describe("a webhook's URL", () => {
  test.each(rejected)("may not be %s", async (url) => {
    const { store } = await openStoreWithClock({
      webhooks: { baseUrl: "https://store.example/", allowLocalhost: true },
    });
    const created = store.subscriptions.create("s", { type: "webhook", pattern: "*", webhook: { url } });
    await expectCode(created, "WEBHOOK_URL_REJECTED");
  });

  test.each(["https://worker.example/hooks", "https://1.1.1.1:8443/", "https://[2606:4700::1111]/"])(
    "may be %s",
    async (url) => {
      const { store } = await openStoreWithClock({ webhooks: { baseUrl: "https://store.example/" } });
      const created = await store.subscriptions.create("s", {
        type: "webhook",
        pattern: "*",
        webhook: { url },
      });
      expect(created.webhook).toEqual({ url, baseUrl: "https://store.example/" });
    },
  );

  test.each(["http://localhost:8080/", "http://127.0.0.5/"])("may be %s in development only", async (url) => {
    const options = { type: "webhook", pattern: "*", webhook: { url } } as const;
    const baseUrl = "https://store.example/";
    const development = await openStoreWithClock({ webhooks: { baseUrl, allowLocalhost: true } });
    expect(await development.store.subscriptions.create("s", options)).toMatchObject({ created: true });
    const production = await openStoreWithClock({ webhooks: { baseUrl } });
    await expectCode(production.store.subscriptions.create("s", options), "WEBHOOK_URL_REJECTED");
  });
});

describe("a delivery", () => {
  const signal = new AbortController().signal;
  const request = { body: "{}", signature: "", timeoutMs: 10_000 };

  test("is refused before anything is sent if the name resolves to a local address", async () => {
    const name = await findLocalName();
    const delivered = post({ ...request, url: `https://${name}/` }, {}, signal);
    await expect(delivered).rejects.toThrow("does not resolve to public addresses");
  });

  test("to localhost is refused once allowLocalhost is off", async () => {
    const { url } = await openReceiver();
    expect(await post({ ...request, url }, { allowLocalhost: true }, signal)).toBe("");
    expect(
      await post(
        { ...request, url: url.replace("127.0.0.1", "localhost") },
        { allowLocalhost: true },
        signal,
      ),
    ).toBe("");
    await expectCode(post({ ...request, url }, {}, signal), "WEBHOOK_URL_REJECTED");
  });

  test("is given up when the receiver does not answer in time", async () => {
    const receiver = await openReceiver();
    receiver.answer = "never";
    const timeout = new AbortController();
    const timer = vi.spyOn(AbortSignal, "timeout").mockReturnValueOnce(timeout.signal);
    onTestFinished(() => timer.mockRestore());
    const delivered = post(
      { ...request, url: receiver.url, timeoutMs: 50 },
      { allowLocalhost: true },
      signal,
    );
    expect(timer).toHaveBeenCalledExactlyOnceWith(50);
    await receiver.get(1);
    timeout.abort();
    await expect(delivered).rejects.toThrow();
    expect(receiver.received).toHaveLength(1);
  });

  test("does not read an oversized answer to its end", async () => {
    const receiver = await openReceiver();
    receiver.answer = { status: 200, body: " ".repeat(10_000_000) };
    expect(await post({ ...request, url: receiver.url }, { allowLocalhost: true }, signal)).toBe("");
  });
});

describe("the wait before the next attempt", () => {
  test("doubles from one second to a minute, give or take a fifth", () => {
    const delays = (random: number) => [1, 2, 3, 6, 7, 100, 2000].map((n) => retryDelay(n, () => random));
    expect(delays(0.5)).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000]);
    expect(delays(0)).toEqual([800, 1600, 3200, 25_600, 48_000, 48_000, 48_000]);
    expect(delays(1)).toEqual([1200, 2400, 4800, 38_400, 72_000, 72_000, 72_000]);
  });
});

/** A name of this machine that resolves to a local address. */
async function findLocalName(): Promise<string> {
  const { hostname } = await import("node:os");
  for (const name of [hostname(), "ip6-localhost", "localhost.localdomain"]) {
    const { address } = await lookup(name).catch(() => ({ address: "1.1.1.1" }));
    if (!isPublicAddress(address)) return name;
  }
  throw new Error("no name of this machine resolves to a local address");
}
