import { describe, expect, onTestFinished, test, vi } from "vitest";
import { generations } from "../subscribed-store.ts";
import { openRoutes, pull, pullConfig, root } from "./open-routes.ts";

async function openClaimed() {
  const opened = await openRoutes();
  const { store, send } = opened;
  await store.create("wake", { contentType: "application/json" });
  await send("PUT", pull, pullConfig);
  await store.create("jobs/a", { data: "1" });
  const { body: claim } = await send("POST", `${pull}/claim`, { worker: "w1" });
  const ticket = { wake_id: claim.wake_id, generation: claim.generation };
  const acks = [{ stream: "jobs/a", offset: claim.streams[0].tail_offset }];
  return { ...opened, claim, ticket, acks };
}

describe("PUT, GET and DELETE of a subscription", () => {
  test("follow the protocol", async () => {
    const { send, clock, store } = await openRoutes();
    const { tailOffset } = await store.create("jobs/a", { data: "1" });
    const expected = {
      id: "pull",
      subscription_id: "pull",
      type: "pull-wake",
      pattern: "jobs/*",
      streams: [{ path: "jobs/a", link_type: "glob", acked_offset: tailOffset }],
      webhook: null,
      wake_stream: "wake",
      lease_ttl_ms: 2000,
      created_at: new Date(clock.ms).toISOString(),
      status: "active",
      description: null,
    };
    expect(await send("PUT", pull, pullConfig)).toEqual({
      status: 201,
      type: "application/json",
      body: expected,
    });
    expect(await send("PUT", pull, pullConfig)).toMatchObject({ status: 200, body: expected });
    expect(await send("GET", pull)).toMatchObject({ status: 200, body: expected });
    expect(await send("DELETE", pull)).toEqual({ status: 204, type: null, body: undefined });
    expect(await send("DELETE", pull)).toMatchObject({ status: 204 });
    expect(await send("GET", pull)).toMatchObject({ status: 404, body: { error: { code: "NOT_FOUND" } } });
  });

  test("tell a webhook's receiver where the public keys are", async () => {
    const { send } = await openRoutes();
    const config = { type: "webhook", pattern: "*", webhook: { url: "https://worker.example/hook" } };
    const { status, body } = await send("PUT", "__ds/subscriptions/a%2Fb%20c", config);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: "a/b c",
      wake_stream: null,
      webhook: { url: config.webhook.url, signing: { alg: "ed25519", jwks_url: `${root}__ds/jwks.json` } },
    });
    const keys = await send("GET", "__ds/jwks.json");
    expect(keys.type).toBe("application/jwk-set+json");
    expect(keys.body.keys).toMatchObject([{ kid: body.webhook.signing.kid, kty: "OKP" }]);
    expect(JSON.stringify(keys.body)).not.toContain('"d"');
  });

  test("refuse an invalid configuration", async () => {
    const { send } = await openRoutes();
    await send("PUT", pull, pullConfig);
    const other = await send("PUT", pull, { ...pullConfig, lease_ttl_ms: 3000 });
    expect(other).toMatchObject({ status: 409, body: { error: { code: "EXISTS" } } });
    const wrong = [
      "{",
      "[]",
      "5",
      {},
      { ...pullConfig, lease_ttl_ms: "2000" },
      { ...pullConfig, webhook: "x" },
    ];
    for (const body of wrong) {
      const answer = await send("PUT", "__ds/subscriptions/x", body);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: "BAD_REQUEST" } } });
    }
    const webhook = { type: "webhook", pattern: "*", webhook: { url: "http://10.0.0.1/" } };
    const unsafe = await send("PUT", "__ds/subscriptions/x", webhook);
    expect(unsafe).toMatchObject({ status: 400, body: { error: { code: "WEBHOOK_URL_REJECTED" } } });
    const large = await send("PUT", "__ds/subscriptions/x", " ".repeat(1024 * 1024 + 1));
    expect(large).toMatchObject({ status: 413, body: { error: { code: "TOO_LARGE" } } });
  });
});

describe("membership", () => {
  test("can be added and removed", async () => {
    const { send } = await openRoutes();
    await send("PUT", pull, pullConfig);
    expect(await send("POST", `${pull}/streams`, { streams: ["x/y", "z"] })).toMatchObject({ status: 204 });
    expect(await send("DELETE", `${pull}/streams/x%2Fy`)).toMatchObject({ status: 204 });
    expect(await send("DELETE", `${pull}/streams/x/y`)).toMatchObject({ status: 204 });
    const { body } = await send("GET", pull);
    expect(body.streams).toEqual([{ path: "z", link_type: "explicit", acked_offset: "-1" }]);
    for (const wrong of [{}, { streams: "x" }, { streams: [1] }, { streams: ["__ds/x"] }]) {
      expect(await send("POST", `${pull}/streams`, wrong)).toMatchObject({ status: 400 });
    }
    expect(await send("POST", "__ds/subscriptions/none/streams", { streams: ["x"] })).toMatchObject({
      status: 404,
    });
  });
});

describe("claim, ack and release", () => {
  test("follow the protocol", async () => {
    const { send, claim, ticket, acks } = await openClaimed();
    expect(claim).toMatchObject({
      generation: 1,
      lease_ttl_ms: 2000,
      streams: [{ path: "jobs/a", link_type: "glob", has_pending: true }],
    });
    expect(await send("POST", `${pull}/claim`, { worker: "w2" })).toMatchObject({
      status: 409,
      body: { error: { code: "ALREADY_CLAIMED", current_holder: "w1", generation: 1 } },
    });
    const heartbeat = await send("POST", `${pull}/ack`, ticket, claim.token);
    expect(heartbeat).toMatchObject({ status: 200, body: { ok: true, next_wake: false } });
    const done = await send("POST", `${pull}/ack`, { ...ticket, acks, done: true }, claim.token);
    expect(done).toMatchObject({ status: 200, body: { ok: true, next_wake: false } });
    for (const action of ["ack", "release"]) {
      const stale = await send("POST", `${pull}/${action}`, ticket, claim.token);
      expect(stale).toMatchObject({ status: 409, body: { error: { code: "FENCED" } } });
    }
    const empty = await send("POST", `${pull}/claim`, { worker: "w2" });
    expect(empty).toMatchObject({ status: 409, body: { error: { code: "NO_PENDING_WORK" } } });
  });

  test("hand the work to another worker on release", async () => {
    const { send, claim, ticket } = await openClaimed();
    expect(await send("POST", `${pull}/release`, ticket, claim.token)).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect(await send("POST", `${pull}/claim`, { worker: "w2" })).toMatchObject({ body: { generation: 2 } });
  });

  test("require a valid token in its header", async () => {
    const { send, claim, ticket } = await openClaimed();
    for (const action of ["ack", "release", "callback"]) {
      const none = await send("POST", `${pull}/${action}`, { ...ticket, token: claim.token });
      expect(none).toMatchObject({ status: 401, body: { error: { code: "UNAUTHORIZED" } } });
    }
    for (const action of ["ack", "release"]) {
      const wrong = await send("POST", `${pull}/${action}`, ticket, `${claim.token}x`);
      expect(wrong).toMatchObject({ status: 401, body: { error: { code: "UNAUTHORIZED" } } });
    }
  });

  test("change nothing without a valid token, not even an overdue lease", async () => {
    // The timer of the store would end the lease, too.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { send, store, clock, ticket } = await openClaimed();
    clock.ms += 60_000;
    for (const token of [undefined, "1.1.forged", `1.1.${"A".repeat(43)}`]) {
      for (const action of ["ack", "release"]) {
        expect(await send("POST", `${pull}/${action}`, ticket, token)).toMatchObject({ status: 401 });
      }
    }
    expect(await generations(store)).toEqual([1]);
  });

  test("refuse malformed acks, invalid offsets and a deleted subscription", async () => {
    const { send, claim, ticket, acks } = await openClaimed();
    const wrong = [{}, { ...ticket, generation: "1" }, { ...ticket, acks: {} }, { ...ticket, acks: [null] }];
    for (const body of wrong) {
      expect(await send("POST", `${pull}/ack`, body, claim.token)).toMatchObject({ status: 400 });
    }
    expect(await send("POST", `${pull}/callback`, ticket, claim.token)).toMatchObject({ status: 400 });
    const beyond = [{ ...acks[0], offset: acks[0]!.offset.replace(/.$/, "9") }];
    expect(await send("POST", `${pull}/ack`, { ...ticket, acks: beyond }, claim.token)).toMatchObject({
      status: 409,
      body: { error: { code: "INVALID_OFFSET" } },
    });
    await send("DELETE", pull);
    expect(await send("POST", `${pull}/ack`, { ...ticket, acks }, claim.token)).toMatchObject({
      status: 404,
    });
  });
});

describe("a request that matches no route", () => {
  test.each([
    "__ds",
    "__ds/",
    "__ds/x",
    "__ds/subscriptions",
    "__ds/subscriptions/",
    `${pull}/x`,
    `${pull}/ack/x`,
  ])("to %s is answered with 404", async (path) => {
    const { send } = await openRoutes();
    expect(await send("GET", path)).toMatchObject({ status: 404, body: { error: { code: "NOT_FOUND" } } });
  });

  test.each([
    ["PATCH", pull],
    ["GET", `${pull}/claim`],
    ["POST", "__ds/jwks.json"],
  ])("%s %s is answered with 405", async (method, path) => {
    const { send } = await openRoutes();
    expect(await send(method, path)).toMatchObject({
      status: 405,
      body: { error: { code: "METHOD_NOT_ALLOWED" } },
    });
  });

  test("with a badly encoded id is answered with 400", async () => {
    const { send } = await openRoutes();
    expect(await send("GET", "__ds/subscriptions/%ff")).toMatchObject({ status: 400 });
  });
});
