import { isSameJson } from "../../../src/replication/messages/same-json.ts";
import type { CreateOptions } from "../../../src/store/index.ts";
import type { ServerTraits } from "./servers.ts";

/** The streams of a campaign are of these kinds, in turns. */
const kinds = ["values", "json-text", "bytes", "ttl", "expiry"] as const;
type Kind = (typeof kinds)[number];

const ttlSeconds = 86_400;
const expiresAt = new Date("2099-12-31T23:59:59Z");

export function pathOf(stream: number): string {
  return `journal/${stream}`;
}

export function isJson(stream: number): boolean {
  return kindOf(stream) !== "bytes";
}

/** Every fourth stream is closed with its last message. */
export function closesAtItsEnd(stream: number): boolean {
  return stream % 4 === 0;
}

export function createOptionsOf(stream: number, traits: ServerTraits): CreateOptions {
  return { contentType: isJson(stream) ? "application/json" : "text/plain", ...expiryOf(stream, traits) };
}

export function expiryOf(
  stream: number,
  { keepsTtlStreams }: ServerTraits,
): Pick<CreateOptions, "ttlSeconds" | "expiresAt"> {
  const kind = kindOf(stream);
  if (kind === "ttl" && keepsTtlStreams) return { ttlSeconds };
  return kind === "expiry" ? { expiresAt } : {};
}

/** The text of a message, which identifies itself. In a byte stream it is a line. */
export function textOf(stream: number, n: number, { keepsJsonBytes }: ServerTraits): string {
  const text = "x".repeat((stream * 31 + n * 7) % 90);
  const kind = kindOf(stream);
  if (kind === "bytes") return `${stream} ${n} ${text}\n`;
  if (kind !== "json-text") return JSON.stringify({ stream, n, text });
  const big = keepsJsonBytes ? `"id": 1234567890123456789${n % 10}, ` : "";
  return `{ "stream":${stream},  "n" : ${n}, ${big}"price": ${n % 100}.50, "e":1E+2, "text": "\\u0078${text}"\t}`;
}

export interface Tally {
  messages: number;
  lost: number;
  duplicated: number;
  reordered: number;
}

export interface Copy {
  readonly stream: number;
  /** Messages that were written. */
  readonly total: number;
  readonly traits: ServerTraits;
  readonly where: string;
}

/** Counts what is wrong with one copy of a stream, and reports it. A message that was changed is lost. */
export function judge(
  found: readonly string[],
  { stream, total, traits, where }: Copy,
  report: (problem: string) => void,
): Omit<Tally, "messages"> {
  const counts = new Map<number, number>();
  let [reordered, unknown, highest] = [0, 0, -1];
  const isByValue = isJson(stream) && !traits.keepsJsonBytes;
  for (const text of found) {
    const n = numberIn(text);
    const written = textOf(stream, n, traits);
    if (text !== written && !(isByValue && isSameJson(Buffer.from(text), Buffer.from(written)))) {
      report(`${where} ${pathOf(stream)}: message ${text} was never written`);
      unknown++;
      continue;
    }
    const before = counts.get(n) ?? 0;
    counts.set(n, before + 1);
    if (before === 0 && n < highest) reordered++;
    highest = Math.max(highest, n);
  }
  const lost = total - [...counts.keys()].filter((n) => n >= 0 && n < total).length;
  const duplicated = found.length - unknown - counts.size;
  if (lost + duplicated + reordered > 0)
    report(`${where} ${pathOf(stream)}: lost ${lost}, duplicated ${duplicated}, reordered ${reordered}`);
  return { lost, duplicated, reordered };
}

function kindOf(stream: number): Kind {
  return kinds[stream % kinds.length]!;
}

function numberIn(text: string): number {
  return Number(/"n"\s*:\s*(\d+)/.exec(text)?.[1] ?? text.split(" ")[1]);
}
