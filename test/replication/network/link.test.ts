import { expect, test } from "vitest";
import { assumedOnline } from "../../../src/replication/connectivity.ts";
import { ReplicationFailure, SilentPoll } from "../../../src/replication/remote/failure.ts";
import { Link } from "../../../src/replication/remote/link.ts";
import type { Connectivity } from "../../../src/replication/index.ts";
import { PollLimit } from "../../../src/replication/remote/poll-limit.ts";
import { Peer } from "../servers/peer.ts";
import { openStore, reached, start } from "../replicating.ts";
import { TestTiming } from "./test-timing.ts";

const root = new URL("http://streams.example/");

test.each([["changed"], ["resumed"]] as const)(
  "a connectivity may report its state while it is subscribed to: %s",
  async (event) => {
    const [peer, store] = [await Peer.open(), openStore()];
    peer.create("s", "application/json", ["1"]);
    let listeners = 0;
    const connectivity: Connectivity = {
      isOnline: () => true,
      subscribe(listener) {
        listeners++;
        listener(event);
        return () => listeners--;
      },
    };
    const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull", connectivity });
    await reached(pull, "s", { state: "upToDate", messages: 1 });
    await pull.close();
    expect(listeners).toBe(0);
    const timing = new TestTiming();
    const link = new Link({ root, connectivity, backoff: {}, maxRequests: 1 }, timing);
    timing.advance(60_000);
    await expect(link.enter(false, undefined)).resolves.toBeUndefined();
    link.close();
  },
);

test("a connectivity that reports an offline machine while it is subscribed to is heard", () => {
  let online = true;
  const connectivity: Connectivity = {
    isOnline: () => online,
    subscribe(listener) {
      online = false;
      listener("changed");
      return () => undefined;
    },
  };
  const link = new Link({ root, connectivity, backoff: {}, maxRequests: 1 }, new TestTiming());
  expect(link.state$.value.state).toBe("offline");
  link.close();
});

test("a long-poll that waited for the server becomes a read, because the stream may have been replaced", async () => {
  const timing = new TestTiming();
  const link = new Link({ root, connectivity: assumedOnline, backoff: {}, maxRequests: 1 }, timing);
  await link.enter(false, undefined);
  link.leave(false, new ReplicationFailure("UNREACHABLE", "down"));
  const waiting = expect(link.enter(true, undefined)).rejects.toBeInstanceOf(SilentPoll);
  timing.advance(60_000);
  await waiting;
  link.close();
});

test("the limit of long-polls is raised again while the server answers after them, and follows its holds", () => {
  const timing = new TestTiming();
  const limit = new PollLimit(timing);
  const answeredAfter = (ms: number, headers: Record<string, string> = {}) => {
    const sentAt = timing.now();
    timing.advance(ms);
    limit.pollAnswered(new Response(null, { status: 204, headers }), sentAt);
    return limit.ms;
  };
  expect(answeredAfter(200, { "stream-closed": "true" })).toBe(40_000);
  expect(answeredAfter(200)).toBe(5250);
  limit.answered();
  expect(limit.ms).toBe(5250);
  for (const raised of [10_500, 21_000, 40_000, 40_000]) {
    limit.reached();
    limit.answered();
    limit.answered();
    expect(limit.ms).toBe(raised);
  }
  expect(answeredAfter(8000)).toBe(15_000);
});
