import { assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { assertStreamPath } from "../../src/protocol/stream-path.ts";
import { defineStream, type StandardSchema } from "../../src/schema/index.ts";
import { openStreamStore } from "../../src/store/index.ts";
import { expectCode, expectThrown } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";

const notes = defineStream("notes/:notebook");

describe("a parameter", () => {
  test.each([
    ["home", "notes/home"],
    ["a/b", "notes/a%2Fb"],
    ["100%", "notes/100%25"],
    [".", "notes/%2E"],
    ["..", "notes/%2E%2E"],
    ["...", "notes/..."],
    ["a\nb\u0085", "notes/a%0Ab%C2%85"],
    ["*", "notes/*"],
    [":x", "notes/:x"],
    ["Füße 👣", "notes/Füße 👣"],
  ])("%j is one segment", (notebook, path) => {
    expect(notes({ notebook }).path).toBe(path);
    expect(notes.match(path)).toEqual({ notebook });
  });

  test("is read back from every path that a definition gives", () => {
    const two = defineStream("a/:one/b/:two");
    assert(
      property(string({ minLength: 1, unit: "binary" }), string({ minLength: 1 }), (one, text) => {
        const { path } = two({ one: one.slice(0, 50), two: text });
        assertStreamPath(path);
        expect(path.split("/")).toHaveLength(4);
        expect(two.match(path)).toEqual({ one: one.slice(0, 50), two: text });
      }),
    );
  });

  test.each([
    ["empty", { notebook: "" }],
    ["a number", { notebook: 1 }],
    ["a lone surrogate", { notebook: "\ud800" }],
    ["missing", {}],
    ["inherited", Object.create({ notebook: "x" })],
    ["unknown", { notebook: "a", page: "b" }],
    ["too long", { notebook: "x".repeat(1020) }],
    ["null", null],
  ])("that is %s is refused", (_name, parameters) => {
    expectThrown(() => notes(parameters as never), "BAD_REQUEST");
  });

  test("cannot lead to the reserved paths", () => {
    expectThrown(() => defineStream(":root/x")({ root: "__ds" }), "BAD_REQUEST");
  });
});

test("paths that no parameters give match none", () => {
  for (const path of [
    "notes",
    "notes/a/b",
    "other/a",
    "notes/a%41",
    "notes/100%",
    "notes/%2f",
    "notes/%2E%2E%2E",
  ])
    expect(notes.match(path)).toBeUndefined();
});

test.each([
  "",
  "a//b",
  "/a",
  "a/..",
  "notes/:",
  "notes/:1",
  "notes/:a-b",
  "a/:x/:x",
  "notes/*",
  "**",
  "__ds/x",
  "x".repeat(2000),
])("refuses the pattern %j", (pattern) => {
  expectThrown(() => defineStream(pattern), "BAD_REQUEST");
});

test.each([
  ["a schema in place of options", z.string()],
  ["an unknown option", { schemas: z.string() }],
  ["no Standard Schema", { schema: { parse() {} } }],
  ["a schema of bytes", { schema: z.string(), contentType: "text/plain" }],
  ["another onInvalid", { schema: z.string(), onInvalid: "ignore" }],
  ["onInvalid without a schema", { onInvalid: "skip" }],
  ["a content type that is no string", { contentType: 5 }],
  ["null", null],
])("refuses %s", (_name, options) => {
  expectThrown(() => defineStream("a", options as never), "BAD_REQUEST");
});

describe("a store", () => {
  test.each([
    ["a/:x", "a/b"],
    ["a/:x/c", "a/b/:y"],
    [":x", ":y"],
    ["a", "a"],
  ])("refuses %s together with %s, and names both", (one, other) => {
    const streams = [defineStream("z/z/z/z"), defineStream(one), defineStream(other)];
    expect(() => openStreamStore({ inMemory: true, streams })).toThrow(`"${one}" and "${other}"`);
    expectThrown(() => openStreamStore({ inMemory: true, streams }), "BAD_REQUEST");
  });

  test("takes one definition twice, and those that match no common path", () => {
    const streams = [
      notes,
      notes,
      defineStream("notes"),
      defineStream("notes/:a/b"),
      defineStream("notesx/:a"),
    ];
    openTestStore({ inMemory: true, streams });
  });

  test.each([
    ["no list", notes],
    ["a path", ["notes"]],
    ["a reference", [notes({ notebook: "a" })]],
    ["bad options", [defineStream("a", { ttlSeconds: -1 })]],
    ["both expiries", [defineStream("a", { ttlSeconds: 1, expiresAt: new Date() })]],
    ["no MIME type", [defineStream("a", { contentType: "json" })]],
    ["a retention of text", [defineStream("a", { retention: { maxMessages: "5" } as never })]],
  ])("refuses %s as definitions", (_name, streams) => {
    expectThrown(() => openStreamStore({ inMemory: true, streams: streams as never }), "BAD_REQUEST");
  });

  test("refuses an asynchronous schema at the append, and its rejection is handled", async () => {
    const validate = async () => {
      throw new Error("late");
    };
    const schema: StandardSchema<string> = { "~standard": { version: 1, vendor: "test", validate } };
    const slow = defineStream("slow", { schema });
    const store = openTestStore({ inMemory: true, streams: [slow] });
    await expectCode(store.append(slow, "x"), "BAD_REQUEST");
    await store.create(slow);
    await expectCode(store.append(slow, "x"), "BAD_REQUEST");
    expect((await store.head(slow)).messageCount).toBe(0);
  });

  test("refuses what a schema throws at, also in a commit with others", async () => {
    const broken = defineStream("broken", {
      schema: throwingAt("bad"),
    });
    const store = openTestStore({ inMemory: true, streams: [broken] });
    const results = await Promise.allSettled([
      store.append(broken, "good"),
      store.append(broken, "bad"),
      store.append(broken, "fine"),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expectCode(store.append(broken, "bad"), "INVALID", {
      issues: [{ message: "the schema threw: oops", path: [] }],
    });
    expect((await store.read(broken)).messages.map(({ data }) => data)).toEqual([4, 4]);
  });

  test("refuses a zod schema that throws, which zod repeats asynchronously", async () => {
    const broken = defineStream("broken", {
      schema: z.string().transform(() => {
        throw new TypeError("oops");
      }),
    });
    const store = openTestStore({ inMemory: true, streams: [broken] });
    await expectCode(store.append(broken, "x"), "BAD_REQUEST");
  });

  test("tells a few of many issues", async () => {
    const many = defineStream("many", { schema: z.array(z.number()) });
    const store = openTestStore({ inMemory: true, streams: [many] });
    const values = Array.from({ length: 1000 }, () => "x".repeat(1000));
    const error = await store.append(many, [values] as never).catch((thrown: unknown) => thrown);
    expect((error as { details: { issues: unknown[] } }).details.issues).toHaveLength(20);
  });

  test("gives a path in traces, whatever the call was given", async () => {
    const store = openTestStore({ inMemory: true, streams: [notes] });
    await store.append(notes({ notebook: "a" }), { text: "Hi" });
    expect((await store.list()).streams.map(({ path }) => path)).toEqual(["notes/a"]);
  });
});

/** The length of a text, except of this one. */
function throwingAt(bad: string): StandardSchema<string, number> {
  const validate = (value: unknown) => {
    if (value === bad) throw new TypeError("oops");
    return { value: String(value).length };
  };
  return { "~standard": { version: 1, vendor: "test", validate } };
}
