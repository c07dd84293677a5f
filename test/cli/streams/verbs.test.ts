import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { failureOf, runCliWith, startCli, succeed } from "../run-cli.ts";
import { folderPlace, serverPlace } from "./places.ts";

describe.each([
  ["a folder", folderPlace],
  ["a server", serverPlace],
])("the commands for streams, on %s", (_, placeOf) => {
  it("create a stream once, fill it from arguments, list it, show it, read it and delete it", async () => {
    const { where, inspect } = await placeOf();
    expect(await succeed("create", ...where, "orders")).toBe("Created orders\n");
    expect(await succeed("create", ...where, "orders")).toBe(
      "orders already exists with this configuration\n",
    );
    expect(await failureOf("create", ...where, "orders", "--ttl", "60")).toContain("(EXISTS)");
    expect(await succeed("append", ...where, "orders", '{"total":42}', "[1,2]", '"text"')).toMatch(
      /^Appended 3 messages to orders, up to \S+\n$/,
    );
    // Each argument is one message: an array is not taken apart.
    const { messages } = await inspect((store) => store.read("orders"));
    expect(messages.map(({ data }) => data)).toEqual([{ total: 42 }, [1, 2], "text"]);
    expect(await succeed("list", ...where)).toBe("orders\t3\t23\tapplication/json\n");
    const info = JSON.parse(await succeed("info", ...where, "orders", "--json")) as object;
    expect(info).toMatchObject({
      path: "orders",
      contentType: "application/json",
      tailOffset: messages.at(-1)?.offset,
      closed: false,
    });
    expect(await succeed("info", ...where, "orders")).toContain("Content type  application/json\n");
    expect(await succeed("read", ...where, "orders")).toBe('{"total":42}\n[1,2]\n"text"\n');
    expect(await succeed("read", ...where, "orders", "--last", "1")).toBe('"text"\n');
    expect(await succeed("tail", "-n2", ...where, "orders")).toBe('[1,2]\n"text"\n');
    expect(await succeed("read", ...where, "orders", "--from", messages[0]!.offset)).toBe('[1,2]\n"text"\n');
    expect(await succeed("read", ...where, "orders", "--since", "2020-01-01")).toContain("total");
    expect(await succeed("delete", ...where, "orders")).toMatch(/^Deleted orders/);
    expect(await failureOf("delete", ...where, "orders")).toContain("(NOT_FOUND)");
    expect(await succeed("list", ...where)).toBe("");
  }, 120_000);

  it("append each line of standard input, and print results in JSON", async () => {
    const { where, inspect } = await placeOf();
    expect(JSON.parse(await succeed("create", ...where, "orders", "--json"))).toEqual({
      path: "orders",
      created: true,
    });
    await succeed("create", ...where, "log", "--content-type", "text/plain");
    await succeed("create", ...where, "picture", "--content-type", "image/png");
    const appended = await runCliWith(
      Buffer.from('{"a":1}\n\n [2, 3]\r\n4'),
      "append",
      ...where,
      "orders",
      "--json",
    );
    expect(JSON.parse(appended.stdout.toString())).toMatchObject({ path: "orders", messages: 3 });
    await runCliWith(Buffer.from("one\ntwo"), "append", ...where, "log");
    const bytes = Buffer.from([0xff, 0x0a, 0x00, 0x0a]);
    await runCliWith(bytes, "append", ...where, "picture");
    const dataOf = (path: string) =>
      inspect(async (store) => (await store.read(path)).messages.map(({ data }) => data));
    expect(await dataOf("orders")).toEqual([{ a: 1 }, [2, 3], 4]);
    expect((await dataOf("log")).map(String)).toEqual(["one\n", "two"]);
    expect(await dataOf("picture")).toEqual([bytes]);
    expect(await succeed("read", ...where, "orders")).toBe('{"a":1}\n[2, 3]\n4\n');
    const lines = (await succeed("list", ...where, "--json")).trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { path: string }).path)).toEqual([
      "log",
      "orders",
      "picture",
    ]);
    expect(await succeed("list", ...where, "pic")).toContain("image/png");
    expect(JSON.parse(await succeed("delete", ...where, "log", "--json"))).toEqual({
      path: "log",
      deleted: true,
    });
  }, 120_000);

  it("refuse what is not JSON, and say what was appended before it", async () => {
    const { where, inspect } = await placeOf();
    await succeed("create", ...where, "orders");
    expect(await failureOf("append", ...where, "orders", "1", "oops")).toContain(
      "message 2 is not valid JSON",
    );
    // Not an array of two once it is joined with the others.
    expect(await failureOf("append", ...where, "orders", "1,2")).toContain("message 1 is not valid JSON");
    const result = await runCliWith(Buffer.from("1\n2\noops\n4\n"), "append", ...where, "orders");
    expect(result).toMatchObject({ exitCode: 1 });
    expect(result.stderr).toMatch(
      /^electron-durable-streams: line 3 .*; 2 messages before it were appended \(BAD_REQUEST\)\n$/,
    );
    expect((await inspect((store) => store.read("orders"))).messages).toHaveLength(2);
  }, 60_000);

  it("refuse a stream that does not exist, an invalid path and an invalid offset", async () => {
    const { where } = await placeOf();
    await succeed("create", ...where, "orders");
    for (const args of [["info"], ["read"], ["tail"], ["delete"]])
      expect(await failureOf(...args, ...where, "none")).toContain("(NOT_FOUND)");
    expect(await failureOf("append", ...where, "none", "1")).toContain("(NOT_FOUND)");
    expect(await failureOf("read", ...where, "../up")).toContain("(BAD_REQUEST)");
    expect(await failureOf("read", ...where, "orders", "--from", "zzz")).toContain("(BAD_REQUEST)");
  }, 60_000);

  it("stop quietly when the reader of a pipe has gone", async () => {
    const { where } = await placeOf();
    await succeed("create", ...where, "orders");
    await runCliWith(Buffer.from(`"${"x".repeat(97)}"\n`.repeat(20_000)), "append", ...where, "orders");
    const child = startCli("read", ...where, "orders");
    child.stdout.once("data", () => child.stdout.destroy());
    const errors = buffer(child.stderr);
    const [exitCode] = (await once(child, "close")) as [number | null];
    const stderr = (await errors).toString();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  }, 60_000);
});
