import { get, type IncomingMessage } from "node:http";
import { inFlight } from "../load/in-flight.ts";
import { checkJsonMessages, jsonMessage, jsonType } from "./json-messages.ts";
import { post } from "./requests.ts";

/** Enough appends to keep a server busy that commits them together. */
const appendsInFlight = 16;
const end = '"end":true';

/** Opens SSE readers and appends `count` messages; returns the milliseconds until every reader has them all. */
export async function followWithReaders(url: string, readers: number, count: number): Promise<number> {
  const all = await Promise.all(Array.from({ length: readers }, () => openReader(url)));
  const start = performance.now();
  await inFlight(count - 1, appendsInFlight, (i) => post(url, jsonType, jsonMessage(i)));
  await post(url, jsonType, `{"n":${count - 1},${end}}`);
  await Promise.all(all.map((reader) => reader.ended));
  const elapsed = performance.now() - start;
  for (const reader of all) {
    reader.close();
    checkOneOfEach(reader.messages(), count);
  }
  return elapsed;
}

interface Reader {
  /** Resolves when the last message has arrived. */
  readonly ended: Promise<void>;
  messages(): { n: number }[];
  close(): void;
}

async function openReader(url: string): Promise<Reader> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}?offset=-1&live=sse`, { agent: false }, resolve).on("error", reject);
  });
  if (response.statusCode !== 200) throw new Error(`GET ${url}: ${response.statusCode}`);
  response.setEncoding("utf8");
  let text = "";
  const seen = (mark: string) =>
    new Promise<void>((resolve) => {
      const check = (chunk: string) => {
        // Two chunks can share the mark.
        if (text.slice(-chunk.length - mark.length).includes(mark)) {
          response.off("data", check);
          resolve();
        }
      };
      response.on("data", check);
    });
  response.on("data", (chunk: string) => (text += chunk));
  const ended = seen(end);
  await seen("upToDate");
  return { ended, messages: () => parseEvents(text), close: () => response.destroy() };
}

function parseEvents(text: string): { n: number }[] {
  return text
    .split("\n\n")
    .filter((event) => event.startsWith("event: data"))
    .flatMap((event) => {
      const lines = event.split("\n").filter((line) => line.startsWith("data:"));
      return JSON.parse(lines.map((line) => line.slice("data:".length)).join("\n")) as { n: number }[];
    });
}

/** Appends that were in flight together may be stored in any order. */
function checkOneOfEach(messages: readonly { n: number }[], count: number): void {
  checkJsonMessages(
    messages.toSorted((a, b) => a.n - b.n),
    count,
  );
}
