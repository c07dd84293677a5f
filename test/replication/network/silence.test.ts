import { expect, onTestFinished, test } from "vitest";
import type { Connectivity } from "../../../src/replication/index.ts";
import { resolveOptions, type ReplicateOptions } from "../../../src/replication/options.ts";
import { Replication } from "../../../src/replication/replication.ts";
import { elsewhere, Network } from "./network.ts";
import { Peer } from "../servers/peer.ts";
import { dataOf, eventually, openStore, reached } from "../replicating.ts";
import { TestTiming } from "./test-timing.ts";

const json = "application/json";
const lost = { state: "stopped", error: expect.objectContaining({ code: "REMOTE_LOST" }) };

/** A pull of `s` that has caught up and waits for messages, on clocks that the test moves. */
async function waitingPull(more: Partial<ReplicateOptions> = {}, poll?: Peer["poll"]) {
  const [peer, store, timing] = [await Peer.open(), openStore(), new TestTiming()];
  peer.create("s", json, ["1"]);
  if (poll) peer.poll = poll;
  const options = { url: peer.url, streams: ["s"], direction: "pull", ...more } as const;
  const pull = new Replication(store, resolveOptions(options), timing);
  onTestFinished(() => pull.close());
  const polls = () => peer.seen.filter((each) => each.includes("live=long-poll")).length;
  await eventually(() => expect(polls()).toBe(1));
  return { peer, store, timing, pull, polls };
}

/** The same, after a long-poll without messages that the server has held for so long. */
async function pullAfterPoll(heldMs: number) {
  let release: (() => void) | undefined;
  const opened = await waitingPull({}, (response, tail) => {
    const headers = { "stream-next-offset": tail, "stream-up-to-date": "true" };
    release = () => response.writeHead(204, headers).end();
  });
  await eventually(() => expect(release).toBeDefined());
  opened.timing.advance(heldMs);
  release!();
  await eventually(() => expect(opened.polls()).toBe(2));
  return opened;
}

/** A pull of `s` from a server that is not on this machine, with a network that says that it is offline. */
async function offlinePull() {
  const [peer, network, timing] = [await Peer.open(), new Network(), new TestTiming()];
  network.online = false;
  peer.create("s", json, ["1"]);
  const pull = new Replication(openStore(), pullElsewhere(peer, network), timing);
  onTestFinished(() => pull.close());
  await reached(pull, "s", { state: "offline" });
  return { peer, network, timing, pull };
}

/** A connection that is dead without a sign: what the server sends does not arrive. */
function appendUnnoticed(peer: Peer): void {
  peer.append("s", "2");
}

test("a silent long-poll is given up after the time that servers hold one, and the stream read again", async () => {
  const { peer, store, timing, pull } = await waitingPull();
  appendUnnoticed(peer);
  timing.advance(39_000);
  expect(await dataOf(store, "s")).toEqual([1]);
  timing.advance(2000);
  await reached(pull, "s", { state: "upToDate", messages: 2 });
  expect((await pull.status()).server).toEqual({ state: "online" });
});

test("a server that holds long-polls for a shorter time is given up sooner", async () => {
  const { peer, store, timing, pull } = await pullAfterPoll(4000);
  appendUnnoticed(peer);
  timing.advance(9000);
  expect(await dataOf(store, "s")).toEqual([1]);
  timing.advance(2000);
  await reached(pull, "s", { state: "upToDate", messages: 2 });
});

test("a server that cannot be reached after a silent long-poll is told in the status", async () => {
  const { peer, timing, pull } = await waitingPull();
  peer.intercept = () => true;
  timing.advance(41_000);
  await eventually(() => expect(peer.seen.at(-1)).toBe("GET ?offset=0000000000000001"));
  timing.advance(31_000);
  await reached(pull, "s", { state: "waiting", error: expect.objectContaining({ code: "UNREACHABLE" }) });
});

test("retryNow gives up a silent long-poll at once", async () => {
  const { peer, store, pull } = await waitingPull();
  appendUnnoticed(peer);
  pull.retryNow();
  await reached(pull, "s", { state: "upToDate", messages: 2 });
  expect(await dataOf(store, "s")).toEqual([1, 2]);
});

test("a sleep without an event is noticed, and requests on their way are sent again", async () => {
  const { peer, store, timing, pull } = await waitingPull();
  appendUnnoticed(peer);
  timing.sleep(3_600_000);
  timing.advance(5000);
  await reachedWith(timing, pull, 2);
  expect(await dataOf(store, "s")).toEqual([1, 2]);
});

test("a machine that is online again without an event is noticed", async () => {
  const { network, timing, pull } = await offlinePull();
  network.online = true;
  await reachedWith(timing, pull, 1);
});

test("retryNow tries the server although the machine says that it is offline", async () => {
  const { network, peer, pull } = await offlinePull();
  expect(peer.seen).toEqual([]);
  pull.retryNow();
  await reached(pull, "s", { state: "upToDate", messages: 1 });
  // The server has answered: the hint was wrong, until it changes.
  expect((await pull.status()).server).toEqual({ state: "online" });
  network.change(false);
  await reached(pull, "s", { state: "offline" });
});

test("a machine that always says that it is offline is tried all the same, now and then", async () => {
  const { peer, timing, pull } = await offlinePull();
  timing.advance(5000);
  expect(peer.seen).toEqual([]);
  timing.advance(60_000);
  await reached(pull, "s", { state: "upToDate", messages: 1 });
});

test("a server on this machine needs no network", async () => {
  const network = new Network();
  network.online = false;
  const { pull } = await waitingPull({ connectivity: network });
  await reached(pull, "s", { state: "upToDate", messages: 1 });
});

test("a connectivity that throws counts as online", async () => {
  const broken = () => {
    throw new Error("no network service");
  };
  const [peer, connectivity] = [await Peer.open(), { isOnline: broken, subscribe: broken }];
  peer.create("s", json, ["1"]);
  const pull = new Replication(openStore(), pullElsewhere(peer, connectivity), new TestTiming());
  await reached(pull, "s", { state: "upToDate", messages: 1 });
  await pull.close();
});

test("a server that was restarted within a long-poll is given its usual time again", async () => {
  const { peer, store, timing, pull } = await pullAfterPoll(2000);
  timing.advance(8000);
  let answer: (() => void) | undefined;
  peer.poll = (response) => {
    peer.poll = () => undefined;
    const headers = { "content-type": json, "stream-next-offset": "0000000000000002" };
    answer = () => response.writeHead(200, { ...headers, "stream-up-to-date": "true" }).end("[2]");
  };
  await eventually(() => expect(answer).toBeDefined());
  timing.advance(14_000);
  peer.append("s", "2");
  answer!();
  await reached(pull, "s", { state: "upToDate", messages: 2 });
  expect(await dataOf(store, "s")).toEqual([1, 2]);
  // After the second long-poll, and after the comparison that follows it: the third one was not given up.
  expect(peer.seen.filter((each) => each === "GET ?offset=0000000000000001")).toHaveLength(2);
});

test("a stream that was replaced during a silent long-poll is not mirrored on", async () => {
  const { peer, store, timing, pull } = await waitingPull();
  peer.create("s", json, ["5", "6"]);
  timing.advance(41_000);
  await reached(pull, "s", lost);
  expect(await dataOf(store, "s")).toEqual([1]);
});

test("a comparison with the server does not count after a sleep", async () => {
  const { peer, store, timing, pull } = await waitingPull();
  peer.append("s", "2");
  let reads = 0;
  peer.intercept = ({ url }, response) => {
    if (url !== "/s?offset=0000000000000001") return false;
    // The new message; after the comparison, the connection breaks.
    if (++reads !== 2) return false;
    response.destroy();
    peer.create("s", json, ["5", "6", "7"]);
    return true;
  };
  timing.advance(41_000);
  await reached(pull, "s", { state: "waiting" });
  timing.sleep(3_600_000);
  let left = 8000;
  await eventually(async () => {
    left -= 250;
    if (left >= 0) timing.advance(250);
    expect((await pull.status()).streams).toMatchObject([lost]);
  });
  expect(await dataOf(store, "s")).toEqual([1]);
});

test("retryNow leaves a long-poll alone whose response is arriving", async () => {
  let [end, responses] = [undefined as (() => void) | undefined, 0];
  const counted: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if ((input as string).includes("live=")) responses++;
    return response;
  };
  const { peer, store, pull, polls } = await waitingPull({ fetch: counted }, (response) => {
    const headers = { "content-type": json, "stream-next-offset": "0000000000000002" };
    response.writeHead(200, { ...headers, "stream-up-to-date": "true" }).write("[");
    end = () => response.end("2]");
  });
  await eventually(() => expect(responses).toBe(1));
  peer.poll = () => undefined;
  pull.retryNow();
  peer.append("s", "2");
  end!();
  await eventually(() => expect(polls()).toBe(2));
  expect(await dataOf(store, "s")).toEqual([1, 2]);
  expect(peer.seen).not.toContain("GET ?offset=0000000000000001");
});

test.each([200, 204])("a server that holds no long-polls (%i) is asked with pauses", async (status) => {
  const { timing, pull, polls } = await waitingPull({}, (response, tail) => {
    const headers = { "content-type": json, "stream-next-offset": tail, "stream-up-to-date": "true" };
    response.writeHead(status, headers).end(status === 200 ? "[]" : undefined);
  });
  await eventually(() => {
    timing.advance(500);
    expect(polls()).toBeGreaterThanOrEqual(20);
  });
  // A tenth of 1, 2, 4 and 8 seconds, and of 10 seconds for the others, at least.
  expect(timing.now()).toBeGreaterThan(16_000);
  await reached(pull, "s", { state: "upToDate", messages: 1 });
});

function pullElsewhere(peer: Peer, connectivity: Connectivity): ReturnType<typeof resolveOptions> {
  return resolveOptions({ ...elsewhere(peer), streams: ["s"], direction: "pull", connectivity });
}

/** Advances the clocks a little at a time, by much less than any other wait, until so many messages are pulled. */
async function reachedWith(timing: TestTiming, pull: Replication, messages: number): Promise<void> {
  let left = 8000;
  await eventually(async () => {
    left -= 250;
    if (left >= 0) timing.advance(250);
    const [stream] = (await pull.status()).streams;
    expect(stream).toMatchObject({ state: "upToDate", messages });
  });
}
