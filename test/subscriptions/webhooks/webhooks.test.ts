import { createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { StreamStore, WakeTicket, WebhookKey } from "../../../src/store/index.ts";
import { expectCode } from "../../support/expect-code.ts";
import { generations, openStoreWithClock, silent, until } from "../subscribed-store.ts";
import { openReceiver, type ReceivedWebhook } from "./webhook-receiver.ts";

const webhooks = { baseUrl: "https://store.example/v1/stream", allowLocalhost: true };

async function openWithReceiver() {
  const receiver = await openReceiver();
  const warnings: string[] = [];
  const logger = { ...silent, warn: (text: string) => void warnings.push(text) };
  const opened = await openStoreWithClock({ webhooks, logger });
  await opened.store.create("jobs/a");
  await subscribe(opened.store, receiver.url);
  return { ...opened, receiver, warnings };
}

function subscribe(store: StreamStore, url: string) {
  return store.subscriptions.create("hook", { type: "webhook", pattern: "jobs/*", webhook: { url } });
}

function ticketOf({ body }: ReceivedWebhook): WakeTicket {
  return { token: body.callback_token, wakeId: body.wake_id, generation: body.generation };
}

function acksOfWebhook({ body }: ReceivedWebhook) {
  return body.streams.map(({ path, tail_offset }) => ({ stream: path, offset: tail_offset }));
}

function isSignedBy(key: WebhookKey, { rawBody, signature }: ReceivedWebhook): boolean {
  const [, seconds, kid, bytes] = /^t=(\d+),kid=([^,]+),ed25519=([\w-]+)$/.exec(signature)!;
  const publicKey = createPublicKey({ key: { ...key }, format: "jwk" });
  const signed = Buffer.from(`${seconds}.${rawBody}`);
  return kid === key.kid && verify(null, signed, publicKey, Buffer.from(bytes!, "base64url"));
}

async function statusOf(store: StreamStore) {
  return (await store.subscriptions.get("hook")).status;
}

async function cursorOf(store: StreamStore) {
  return (await store.subscriptions.get("hook")).streams[0]!.ackedOffset;
}

describe("a webhook", () => {
  test("says what is pending and how to call back", async () => {
    const { store, receiver } = await openWithReceiver();
    const { tailOffset } = await store.head("jobs/a");
    const { offset } = await store.append("jobs/a", "1");
    const { body } = await receiver.get(1);
    expect(body).toMatchObject({
      subscription_id: "hook",
      generation: 1,
      streams: [
        {
          path: "jobs/a",
          link_type: "glob",
          acked_offset: tailOffset,
          tail_offset: offset,
          has_pending: true,
        },
      ],
      callback_url: "https://store.example/v1/stream/__ds/subscriptions/hook/callback",
    });
  });

  test("is signed with a key that stays the same", async () => {
    const { store, receiver, reopen, clock } = await openWithReceiver();
    await store.append("jobs/a", "1");
    const first = await receiver.get(1);
    const [key] = await store.subscriptions.webhookKeys();
    expect(key).toMatchObject({ kty: "OKP", crv: "Ed25519", use: "sig", alg: "EdDSA" });
    expect(Object.keys(key!)).not.toContain("d");
    expect(isSignedBy(key!, first)).toBe(true);
    expect(isSignedBy(key!, { ...first, rawBody: `${first.rawBody} ` })).toBe(false);
    expect(first.signature.startsWith(`t=${clock.ms / 1000},`)).toBe(true);
    expect(await (await reopen()).subscriptions.webhookKeys()).toEqual([key]);
  });

  test("that is answered with done acks what it named, and later appends send the next one", async () => {
    const { store, receiver } = await openWithReceiver();
    receiver.answer = { status: 200, body: '{"done":true}' };
    const { offset } = await store.append("jobs/a", "1");
    await until(async () => (await cursorOf(store)) === offset);
    await store.append("jobs/a", "2");
    const second = await receiver.get(2);
    expect(second.body).toMatchObject({ generation: 2, streams: [{ acked_offset: offset }] });
    expect(second.body.wake_id).not.toBe(receiver.received[0]!.body.wake_id);
  });

  test("that is not answered with done is finished once, by a callback", async () => {
    const { store, receiver } = await openWithReceiver();
    const { offset } = await store.append("jobs/a", "1");
    const webhook = await receiver.get(1);
    const options = { acks: acksOfWebhook(webhook), done: true };
    const ticket = ticketOf(webhook);
    expect(await store.subscriptions.callback("hook", ticket)).toEqual({ nextWake: false });
    expect(await store.subscriptions.callback("hook", ticket, options)).toEqual({ nextWake: false });
    expect(await cursorOf(store)).toBe(offset);
    await expectCode(store.subscriptions.callback("hook", ticket, options), "FENCED");
    await expectCode(store.subscriptions.ack("hook", ticket), "BAD_REQUEST");
    await expectCode(store.subscriptions.claim("hook", { worker: "w" }), "BAD_REQUEST");
  });

  test("whose receiver falls silent is followed by another", async () => {
    const { store, receiver, clock } = await openWithReceiver();
    await store.append("jobs/a", "1");
    const first = await receiver.get(1);
    await store.subscriptions.callback("hook", ticketOf(first));
    // The store may take the answer to the webhook only now, which begins the lease anew.
    await until(() => {
      clock.ms += 30_000;
      return receiver.received.length > 1;
    });
    expect((await receiver.get(2)).body.generation).toBe(2);
    await expectCode(store.subscriptions.callback("hook", ticketOf(first)), "FENCED");
  });

  test("is sent one at a time, and only if there is work", async () => {
    const { store, receiver } = await openWithReceiver();
    await store.append("jobs/a", "1");
    const first = await receiver.get(1);
    await store.append("jobs/a", "2");
    await store.create("elsewhere", { data: "x" });
    const done = { acks: acksOfWebhook(first), done: true };
    expect(await store.subscriptions.callback("hook", ticketOf(first), done)).toEqual({ nextWake: true });
    const second = await receiver.get(2);
    await store.subscriptions.callback("hook", ticketOf(second), { acks: acksOfWebhook(second), done: true });
    expect(receiver.received.map(({ body }) => body.generation)).toEqual([1, 2]);
  });
});

describe("a webhook that fails", () => {
  const failures: [
    name: string,
    answer: { status: number; body?: string; headers?: Record<string, string> },
  ][] = [
    ["a status of 500", { status: 500, body: '{"done":true}' }],
    ["a status of 404", { status: 404 }],
    ["a redirection", { status: 307, headers: { location: "/elsewhere" } }],
  ];

  test.each(failures)("with %s is retried with the same wake", async (_name, answer) => {
    const { store, receiver, clock } = await openWithReceiver();
    receiver.answer = answer;
    await store.append("jobs/a", "1");
    const first = await receiver.get(1);
    await until(async () => (await statusOf(store)) === "failed");
    receiver.answer = { status: 200 };
    clock.ms += 1200;
    const second = await receiver.get(2);
    expect(ticketOf(second)).toEqual(ticketOf(first));
    await until(async () => (await statusOf(store)) === "active");
  });

  test.each(["at once", "after reopening the store"])(
    "that failed while the clock stood in 2099 is sent again once the clock was set right: %s",
    async (when) => {
      const { store, receiver, clock, reopen, warnings } = await openWithReceiver();
      const now = clock.ms;
      clock.ms = Date.UTC(2099, 0, 1);
      receiver.answer = { status: 503 };
      await store.append("jobs/a", "1");
      await receiver.get(1);
      await until(() => warnings.length === 1);
      receiver.answer = { status: 200 };
      clock.ms = now;
      if (when !== "at once") await reopen();
      await receiver.get(2);
    },
  );

  test("keeps its schedule and its token across a restart", async () => {
    const { store, receiver, clock, reopen, warnings } = await openWithReceiver();
    receiver.answer = { status: 503 };
    await store.append("jobs/a", "1");
    const first = await receiver.get(1);
    for (let attempt = 2; attempt <= 5; attempt++) {
      await until(() => warnings.length === attempt - 1);
      clock.ms += 60_000;
      await receiver.get(attempt);
    }
    // The fifth failure in a row: between 12.8 and 19.2 seconds to wait.
    await until(() => warnings.length === 5);
    receiver.answer = { status: 200 };
    await claimLease(store, 12_000);
    const again = await reopen();
    clock.ms += 12_000;
    await leaseEnds(again);
    expect(receiver.requests).toBe(5);
    expect(receiver.received).toHaveLength(5);
    expect(await statusOf(again)).toBe("failed");
    clock.ms += 8_000;
    const last = await receiver.get(6);
    expect(ticketOf(last)).toEqual(ticketOf(first));
    const done = { acks: acksOfWebhook(last), done: true };
    expect(await again.subscriptions.callback("hook", ticketOf(first), done)).toEqual({ nextWake: false });
  });

  test("is no failure if the receiver has called back", async () => {
    const { store, receiver } = await openWithReceiver();
    receiver.answer = "never";
    const { offset } = await store.append("jobs/a", "1");
    const webhook = await receiver.get(1);
    await store.subscriptions.callback("hook", ticketOf(webhook), {
      acks: acksOfWebhook(webhook),
      done: true,
    });
    expect(await cursorOf(store)).toBe(offset);
    expect(await statusOf(store)).toBe("active");
  });

  test("does not keep the store from closing, and is delivered after it is reopened", async () => {
    const { store, receiver, reopen } = await openWithReceiver();
    receiver.answer = "never";
    await store.append("jobs/a", "1");
    const first = await receiver.get(1);
    await reopen();
    expect(ticketOf(await receiver.get(2))).toEqual(ticketOf(first));
  });
});

describe("webhooks that are off", () => {
  test("are sent when they are on again", async () => {
    const { store, receiver, reopen, clock } = await openWithReceiver();
    await store.subscriptions.get("hook");
    const off = await reopen({ webhooks: undefined });
    const { offset } = await off.append("jobs/a", "1");
    await expectCode(subscribe(off, receiver.url), "BAD_REQUEST");
    await claimLease(off, 1000);
    clock.ms += 1000;
    await leaseEnds(off);
    expect(receiver.requests).toBe(0);
    expect(receiver.received).toEqual([]);
    await reopen();
    expect((await receiver.get(1)).body).toMatchObject({ generation: 1, streams: [{ tail_offset: offset }] });
  });
});

/** Claims work of a pull-wake subscription of its own, whose lease shows when the store's alarm has gone off. */
async function claimLease(store: StreamStore, leaseTtlMs: number): Promise<void> {
  await store.create("wake", { contentType: "application/json" });
  await store.subscriptions.create("leased", {
    type: "pull-wake",
    streams: ["work"],
    wakeStream: "wake",
    leaseTtlMs,
  });
  await store.create("work", { data: "x" });
  await store.subscriptions.claim("leased", { worker: "w" });
}

/** Resolves when the alarm has ended the lease, and with it has begun every delivery that is due. */
async function leaseEnds(store: StreamStore): Promise<void> {
  await until(async () => (await generations(store)).length === 2);
}
