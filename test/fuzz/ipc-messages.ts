import * as fc from "fast-check";
import { inspectionAccess } from "../../src/protocol/inspection/operations.ts";
import { operationAccess } from "../../src/protocol/operations.ts";
import { replicationAccess } from "../../src/protocol/replication.ts";
import { hostileValue } from "./hostile-values.ts";

/** Streams that the store has at the start. */
export const seededPaths = ["json", "bytes", "text/closed"] as const;

export const path: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom<unknown>(...seededPaths, "new", "new/deeper", "secret/x") },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      "",
      "/",
      "a//b",
      "../x",
      "__ds/x",
      "__proto__",
      "\u0000",
      "x".repeat(1025),
    ),
  },
  { weight: 1, arbitrary: hostileValue },
);

export const offset: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>("-1", "now") },
  { weight: 4, arbitrary: fc.tuple(fc.nat(4), fc.nat(12)).map(([id, at]) => offsetOf(id, at)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>("", "0_0", offsetOf(999_999_999, 99_999_999_999), "-2", "NOW"),
  },
  { weight: 1, arbitrary: hostileValue },
);

const data: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.string(),
  fc.uint8Array({ maxLength: 200 }),
  fc.array(fc.oneof(fc.jsonValue(), fc.uint8Array({ maxLength: 20 })), { maxLength: 5 }),
  hostileValue,
);

const whole: fc.Arbitrary<unknown> = fc.oneof(
  fc.nat(5),
  fc.constantFrom(-1, 1.5, 2 ** 31, 2 ** 53, "1", null),
  hostileValue,
);

const contentType: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  "application/json",
  "text/plain",
  "x",
  "",
  7,
  'text/plain; a="\u0000"',
);

const producer = near({ id: fc.constantFrom("p", "q", ""), epoch: whole, seq: whole });
const retention = near({ maxAgeMs: whole, maxBytes: whole, maxMessages: whole });
const fork = near({ path, offset, subOffset: whole });

const appendOptions = near({
  seq: fc.constantFrom("a", "b", "c", ""),
  producer,
  close: fc.boolean(),
  contentType,
  expectedOffset: offset,
});
const createOptions = near({
  contentType,
  ttlSeconds: whole,
  expiresAt: fc.oneof(fc.date(), hostileValue),
  closed: fc.boolean(),
  retention,
  fork,
  data,
});
const readOptions = near({
  offset,
  last: whole,
  before: offset,
  since: fc.oneof(fc.date(), hostileValue),
  limitBytes: whole,
  limitMessages: whole,
});
const listOptions = near({
  prefix: fc.oneof(fc.constantFrom("", "text", "new/"), hostileValue),
  after: path,
  limit: whole,
});

const text = fc.oneof(fc.constantFrom<unknown>("", "a", "x/", "new/", "x".repeat(2000)), hostileValue);

const previewOptions = near({ offset, limitMessages: whole, headBytes: whole });
const browseOptions = near({
  prefix: text,
  search: text,
  folder: text,
  orderBy: fc.constantFrom<unknown>("path", "bytes", "messages", "lastAppend", "deadline", "x", 1),
  descending: fc.boolean(),
  after: path,
  skip: whole,
  limit: whole,
});
const timelineOptions = near({ buckets: whole, from: whole, to: whole });
const searchOptions = near({
  text,
  jsonPath: fc.constantFrom<unknown>("$.a", "?@ == 1", "$..a..b", "$[", "$[?match(@, 'x')]", 1),
  offset,
  direction: fc.constantFrom<unknown>("forward", "backward", "x"),
  limitMatches: whole,
});

const argumentsOf: Record<string, fc.Arbitrary<unknown[]>> = {
  create: fc.tuple(path, createOptions),
  ensure: fc.tuple(path, createOptions),
  append: fc.tuple(path, data, appendOptions),
  appendAll: fc.tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.array(near({ path, data, options: appendOptions }), { maxLength: 4 }) },
      { weight: 1, arbitrary: hostileValue },
    ),
  ),
  readPacked: fc.tuple(path, readOptions),
  list: fc.tuple(listOptions),
  setRetention: fc.tuple(path, retention),
  preview: fc.tuple(path, previewOptions),
  browse: fc.tuple(browseOptions),
  seekTime: fc.tuple(path, whole),
  timeline: fc.tuple(path, timelineOptions),
  spaceMap: fc.tuple(near({ limit: whole })),
};
const pathOnly = fc.tuple(path);

const credit: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 1, arbitrary: hostileValue },
);

const call = fc
  .constantFrom(...Object.keys({ ...operationAccess, ...inspectionAccess, ...replicationAccess }))
  .chain((operation) =>
    (argumentsOf[operation] ?? pathOnly).map((args) => ({ kind: "call", operation, args })),
  );

const appends = fc.oneof(
  fc.record({ kind: fc.constant("appends"), path, values: fc.array(data, { minLength: 1, maxLength: 5 }) }),
  fc
    .tuple(path, fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 5 }))
    .map(([path, messages]) => ({
      kind: "appends",
      path,
      data: new Uint8Array(messages.flatMap((message) => [...message])),
      lengths: Uint32Array.from(messages, ({ length }) => length),
    })),
);

const open = fc.oneof(
  fc.record({
    kind: fc.constant("open"),
    cursor: fc.constant("messages"),
    args: fc.tuple(path, readOptions),
    credit,
  }),
  fc.record({ kind: fc.constant("open"), cursor: fc.constant("info"), args: pathOnly, credit }),
  fc.record({ kind: fc.constant("open"), cursor: fc.constant("list"), args: fc.tuple(listOptions), credit }),
  fc.record({
    kind: fc.constant("open"),
    cursor: fc.constant("browse"),
    args: fc.tuple(browseOptions),
    credit,
  }),
  fc.record({
    kind: fc.constant("open"),
    cursor: fc.constant("search"),
    args: fc.tuple(path, searchOptions),
    credit,
  }),
  fc.record({ kind: fc.constant("open"), cursor: fc.constant("health"), args: pathOnly, credit }),
);

const other = fc.oneof(
  fc.record({ kind: fc.constant("credit"), credit }),
  fc.record({ kind: fc.constant("cancel") }),
  fc.record({ kind: fc.constant("passed") }),
);

const wellFormed: fc.Arbitrary<object> = fc.oneof(
  { weight: 6, arbitrary: call },
  { weight: 2, arbitrary: appends },
  { weight: 2, arbitrary: open },
  { weight: 2, arbitrary: other },
);

const members = [
  ...["kind", "operation", "cursor", "args", "credit"],
  ...["path", "values", "data", "lengths"],
] as const;

/** A message with one member replaced, missing or added. */
const mutated = fc
  .tuple(wellFormed, fc.constantFrom(...members, "extra"), fc.option(hostileValue))
  .map(([message, member, value]) => ({ ...message, [member]: value ?? undefined }));

/** A message without its id, which is added later, or garbage, which keeps what it has. */
export type Draft =
  | { readonly message: object; readonly target: number | undefined }
  | { readonly garbage: unknown };

export const draft: fc.Arbitrary<Draft> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ message: wellFormed, target: fc.option(fc.nat(30), { nil: undefined }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ message: mutated, target: fc.option(fc.nat(30), { nil: undefined }) }),
  },
  { weight: 1, arbitrary: fc.record({ garbage: fc.oneof(hostileValue, idless(wellFormed)) }) },
);

/** Valid options, of which each may be missing and one may be any value. */
function near(record: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.record(record, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: hostileValue },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.record(record, { requiredKeys: [] }), fc.string(), hostileValue)
        .map(([options, key, value]) => ({ ...options, [key]: value })),
    },
  );
}

function idless(message: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
  const badId = fc.oneof(
    fc.constantFrom(0, -1, 1.5, NaN, 2 ** 53, "1", null, [1]),
    hostileValue.filter((id) => !isId(id)),
  );
  return fc.tuple(message, badId).map(([body, id]) => ({ ...body, id }));
}

function isId(id: unknown): boolean {
  return Number.isSafeInteger(id) && (id as number) > 0;
}

function offsetOf(id: number, position: number): string {
  return `${String(id).padStart(9, "0")}_${String(position).padStart(11, "0")}`;
}
