import { expect, test } from "vitest";
import { Peer } from "./peer.ts";
import { dataOf, openStore, reached, start, textsOf } from "../replicating.ts";

const types = ["application/json", "text/plain"];
const cuts = [
  ["without a length", "connection: close\r\n\r\n"],
  ["with a length", "content-length: 9\r\n\r\n"],
  ["with a chunked body", "transfer-encoding: chunked\r\n\r\n"],
] as const;

test.each(types.flatMap((type) => cuts.map(([kind, rest]) => [type, kind, rest] as const)))(
  "an answer of %s %s that is cut off before its content is asked for again",
  async (type, _, rest) => {
    const [peer, store] = [await Peer.open(), openStore()];
    peer.create("s", type, ["1"]);
    let cut = 0;
    peer.intercept = ({ url, socket }) => {
      if (cut > 0 || !url!.includes("live=long-poll")) return false;
      cut++;
      const headers = `content-type: ${type}\r\nstream-next-offset: 0000000000000002\r\nstream-up-to-date: true`;
      socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\n${rest}`);
      peer.append("s", "2");
      return true;
    };
    const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull" });
    await reached(pull, "s", { messages: 2, state: "upToDate" });
    expect(cut).toBe(1);
    expect(await textsOf(store, "s")).toEqual(["1", "2"]);
  },
);

test.each(["", " \n"])("a JSON answer of %j is asked for again", async (content) => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.create("s", "application/json", ["1"]);
  let answers = 0;
  peer.send = (response, body) => response.end(answers++ === 0 ? content : body);
  const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull" });
  await reached(pull, "s", { state: "upToDate", messages: 1 });
  expect(await dataOf(store, "s")).toEqual([1]);
});
