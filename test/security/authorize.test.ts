import { describe, expect, onTestFinished, test } from "vitest";
import { openHostedStore, type HostedStreamStore } from "../../src/host/index.ts";
import { ownerRights } from "../../src/host/owner-operations.ts";
import { createStreamsHandler } from "../../src/http/index.ts";
import { createPortHandler } from "../../src/http/port/index.ts";
import { StreamsClient } from "../../src/ipc/client/client.ts";
import { fetchOverPort } from "../../src/ipc/client/fetch/port-fetch.ts";
import type { AccessRules } from "../../src/ipc/server/access.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { servePort, type PortRights } from "../../src/ipc/server/server.ts";
import { inspectionAccess } from "../../src/protocol/inspection/operations.ts";
import type { StreamStore, StreamStoreApi } from "../../src/store/index.ts";
import { openTestStore } from "../support/open-store.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { threadPlatform } from "../host/thread-platform.ts";
import { askInHttp, askOver, messagesOf } from "./ask.ts";
import { httpRequests } from "./http-requests.ts";
import { inspectionRequests, nameOf, streamRequests, type PortRequest } from "./port-requests.ts";
import { prepare, stateOf } from "./prepared.ts";
import { expectedInHttp, expectedOver, levels, suffices, verdictsInHttp, verdictsOf } from "./verdicts.ts";

interface Served {
  readonly store: StreamStoreApi;
  /** The other end of a port with these rights. */
  connect(rights: PortRights): MessagePort;
}

const hosts: readonly (readonly [name: string, serve: () => Promise<Served>])[] = [
  ["a store in this process", serveHere],
  ["a hosted store", serveHosted],
];
const all = [...streamRequests, ...inspectionRequests];

describe.each(hosts)("over a port of %s", (_name, serve) => {
  test.each(levels)("%s access allows what it covers, and no more", async (given) => {
    await expectOver(await serve(), all, { access: given, inspection: true }, given);
  });

  test.each(levels)("%s access to a prefix holds within it and nowhere else", async (given) => {
    const enough: AccessRules[] = [{ "mine/": given }, { "": "none", "mine/": given }];
    for (const access of enough) {
      await expectOver(await serve(), streamRequests, { access }, given);
    }
    const closed: AccessRules[] = [{ "theirs/": given }, { "": given, "mine/": "none" }];
    for (const access of closed) {
      const needed = streamRequests.filter(({ what }) => what !== "list" && what !== "replication");
      await expectOver(await serve(), needed, { access }, "none");
    }
  });

  test("inspection is denied unless it is served and all streams may be seen", async () => {
    await expectOver(await serve(), inspectionRequests, { access: "manage" }, "none");
    const access: AccessRules = { "": "manage", "theirs/": "none" };
    await expectOver(await serve(), inspectionRequests, { access, inspection: true }, "none");
  });

  test("a fork requires read access to its source", async () => {
    const { store, connect } = await serve();
    const access: AccessRules = { "mine/": "manage", "mine/open-info": "none" };
    const fork = { kind: "call", what: "create", needs: "manage" } as const;
    const requests = [
      { ...fork, args: ["mine/fork", { fork: { path: "mine/open-info" } }] },
      { ...fork, args: ["mine/fork", { fork: { path: "mine/open-list" } }] },
    ];
    const answers = await askOver({ messages: messagesOf(requests), port: connect({ access }) });
    expect(answers).toContainEqual(expect.objectContaining({ id: 1, kind: "error" }));
    expect(answers).toContainEqual(expect.objectContaining({ id: 2, kind: "result" }));
    expect(await store.head("mine/fork")).toMatchObject({ fork: { path: "mine/open-list" } });
  });

  test("operations of a hosted store's owner are unknown to windows", async () => {
    const { connect } = await serve();
    const requests = ownersRequests();
    const answers = await askOver({
      messages: messagesOf(requests),
      port: connect({ access: "manage", inspection: true }),
    });
    const expected = Object.fromEntries(requests.map((request) => [nameOf(request), "BAD_REQUEST"]));
    expect(verdictsOf(requests, answers)).toEqual(expected);
  });
});

test.each(levels)("over HTTP, %s access allows what it covers, and no more", async (given) => {
  const store = openTestStore({ inMemory: true, webhooks: {} });
  await prepare(store);
  const before = await stateOf(store);
  const handler = createStreamsHandler(store, {
    authorize: (_request, _path, needed) => suffices(given, needed),
    sseLifetimeMs: 10,
  });
  const answers = await askInHttp({
    root: "http://127.0.0.1/",
    requests: httpRequests,
    send: (url, init) => handler(new Request(url, init)),
  });
  expect(verdictsInHttp(answers)).toEqual(expectedInHttp(httpRequests, given));
  if (given !== "none") return;
  expect(JSON.stringify(answers)).not.toContain("secret");
  expect(await stateOf(store)).toEqual(before);
});

test.each(levels)(
  "through fetch over a port, %s access allows what it covers, and no more",
  async (given) => {
    const store = openTestStore({ inMemory: true, webhooks: {} });
    await prepare(store);
    const before = await stateOf(store);
    const answers = await askInHttp({
      root: "streams://store/",
      requests: httpRequests,
      send: fetchOver(store, given),
    });
    expect(verdictsInHttp(answers)).toEqual(expectedInHttp(httpRequests, given));
    if (given !== "none") return;
    expect(JSON.stringify(answers)).not.toContain("secret");
    expect(await stateOf(store)).toEqual(before);
  },
);

/** The `fetch` of a page with this access. */
function fetchOver(store: StreamStore, access: AccessRules): typeof fetch {
  const { port1, port2 } = new MessageChannel();
  const server = servePort(store, fromMessagePort(port1), {
    access,
    loadHandler: async (served, page) => createPortHandler(served, page, { sseLifetimeMs: 10 }),
  });
  onTestFinished(() => server.close());
  return fetchOverPort(new StreamsClient(async () => fromMessagePort(port2)));
}

async function expectOver(
  { store, connect }: Served,
  requests: readonly PortRequest[],
  rights: PortRights,
  given: (typeof levels)[number],
): Promise<void> {
  const before = await stateOf(store);
  const answers = await askOver({ messages: messagesOf(requests), port: connect(rights) });
  expect(verdictsOf(requests, answers)).toEqual(expectedOver(requests, given));
  if (given !== "none") return;
  expect(JSON.stringify(answers)).not.toMatch(/secret/);
  expect(await stateOf(store)).toEqual(before);
}

async function serveHere(): Promise<Served> {
  const store = openTestStore();
  await prepare(store);
  return served(store, (port, rights) => servePort(store, fromMessagePort(port), rights));
}

async function serveHosted(): Promise<Served> {
  const directory = await temporaryDirectory();
  const store: HostedStreamStore<MessagePort> = await openHostedStore(
    threadPlatform(),
    { directory },
    console,
  );
  onTestFinished(() => store.close());
  await prepare(store);
  return served(store, (port, rights) => store.ports.serve(port, rights));
}

function served(store: StreamStoreApi, serve: (port: MessagePort, rights: PortRights) => unknown): Served {
  return {
    store,
    connect(rights) {
      const { port1, port2 } = new MessageChannel();
      serve(port1, rights);
      // A window that goes away: its cursors end, and the store is at rest.
      onTestFinished(() => port2.close());
      return port2;
    },
  };
}

function ownersRequests(): PortRequest[] {
  const { operations, cursors } = ownerRights({ subscriptions: {} } as StreamStore).extras!;
  const isTheirsAlone = (what: string) => !Object.hasOwn(inspectionAccess, what);
  const request = (kind: PortRequest["kind"]) => (what: string) =>
    ({ kind, what, needs: "manage", args: [] }) as const;
  return [
    ...Object.keys(operations).filter(isTheirsAlone).map(request("call")),
    ...Object.keys(cursors).map(request("open")),
  ];
}
