import { describe, expect, it } from "vitest";
import { parseJsonNodes } from "../../../renderer/inspector/content/json-nodes.ts";
import { jsonChanges } from "../../../renderer/inspector/messages/difference/json-changes.ts";
import { lineChanges } from "../../../renderer/inspector/messages/difference/line-changes.ts";
import { useInspector } from "../../support/inspector/browser-test.ts";
import { messageRows, openStream } from "../../support/inspector/inspector-page.ts";
import { violations } from "../../support/inspector/violations.ts";

const inspector = useInspector();

function changes(before: string, after: string): string[] {
  return jsonChanges(parseJsonNodes(before)[0], parseJsonNodes(after)[0]).map(
    ({ path, before = "absent", after = "absent" }) => `${path}: ${before} -> ${after}`,
  );
}

describe("the difference between two JSON messages", () => {
  it.each([
    ['{"a":1,"b":[1,2]}', '{ "b": [1, 2], "a": 1 }', []],
    ['{"a":1}', '{"a":1.0}', ["$.a: 1 -> 1.0"]],
    ['{"a":1}', '{"a":"1"}', ['$.a: 1 -> "1"']],
    ['{"a":1}', '{"b":1}', ["$.a: 1 -> absent", "$.b: absent -> 1"]],
    ['{"a":{"b":[1,{"c":2}]}}', '{"a":{"b":[1,{"c":3}]}}', ["$.a.b[1].c: 2 -> 3"]],
    ["[1,2]", "[1]", ["$[1]: 2 -> absent"]],
    ['{"a":[]}', '{"a":{}}', ["$.a: [] -> {}"]],
    ['{"two words":1}', '{"two words":{"x":[1,2]}}', ['$["two words"]: 1 -> {"x": [1, 2]}']],
    ["1", "2", ["$: 1 -> 2"]],
    ['{"a":1,"a":2}', '{"a":2}', []],
  ])("from %s to %s", (before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });

  it("ends after 500 changes, and walks through deep values", () => {
    const list = (value: number) => JSON.stringify(Array.from({ length: 30_000 }, () => value));
    expect(changes(list(1), list(2))).toHaveLength(500);
    const deep = (value: number) => `${"[".repeat(20_000)}${value}${"]".repeat(20_000)}`;
    expect(changes(deep(1), deep(2))).toHaveLength(1);
  });
});

describe("the difference between two texts", () => {
  const signs = { same: " ", removed: "-", added: "+", skipped: "~" };
  const shown = (before: string, after: string) =>
    lineChanges(before, after).map(({ kind, text }) => signs[kind] + text);

  it.each([
    ["a", "b", ["-a", "+b"]],
    ["a\nb\nc", "a\nc", [" a", "-b", " c"]],
    ["a\nc", "a\nb\nc", [" a", "+b", " c"]],
    ["1\n2\n3\n4\n5", "1\n2\n3\n4\n6", ["~…", " 2", " 3", " 4", "-5", "+6"]],
    ["same", "same", ["~…"]],
  ])("from %j to %j", (before, after, expected) => {
    expect(shown(before, after)).toEqual(expected);
  });

  it("is not looked for among too many lines", () => {
    const lines = (from: number) => Array.from({ length: 2000 }, (_, i) => from + i).join("\n");
    expect(shown(lines(0), lines(1000))).toHaveLength(4000);
  });
});

describe("a message in the inspector", () => {
  it("is compared with the one before it, and so are those that are opened next", async () => {
    await inspector.store.create("s", {
      contentType: "application/json",
      data: [{ state: "placed" }, { state: "packed", by: "amara" }, { state: "packed", by: "amara" }],
    });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await messageRows(page).nth(1).click();
    await page.getByRole("button", { name: "Compare with previous" }).click();
    const table = page.getByRole("table", { name: "Changes" });
    await expect
      .poll(() => table.locator("tbody tr").allInnerTexts())
      .toEqual(['$.state\t"placed"\t"packed"', '$.by\t\t"amara"']);
    expect(await violations(page)).toEqual([]);
    await messageRows(page).nth(2).click();
    await page.getByText("The message before is the same.").waitFor();
    await messageRows(page).nth(0).click();
    await page.getByText("There is no earlier message.").waitFor();
    await page.getByRole("button", { name: "Compare with previous" }).click();
    await page.getByRole("treeitem", { name: "placed" }).waitFor();
  });

  it("is compared by line as text and in hex, and after retention has dropped the one before", async () => {
    await inspector.store.create("s", {
      contentType: "text/plain",
      retention: { maxMessages: 2 },
      data: ["dropped", "one\ntwo\n", "one\nthree\n"],
    });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await messageRows(page).nth(1).click();
    await page.getByRole("button", { name: "Compare with previous" }).click();
    const lines = page.getByRole("group", { name: "Changes" }).locator("span");
    await expect.poll(() => lines.allInnerTexts()).toEqual(["  one", "− two", "+ three"]);
    await page.getByRole("radio", { name: "Hex" }).check();
    await expect.poll(() => lines.first().innerText()).toMatch(/^− 00000000 {2}6f 6e 65 0a 74 77/);
    await messageRows(page).nth(0).click();
    await page.getByText("There is no earlier message.").waitFor();
  });
});
