import { describe, expect, it } from "vitest";
import {
  cellsOf,
  columnsIn,
  compareCells,
  labelOf,
  type Cell,
} from "../../../renderer/inspector/messages/table/json-cells.ts";

describe("the cells of a JSON message", () => {
  it("are the values of its keys: strings without quotes, all others as they are written", () => {
    const cells = cellsOf(
      '{"id":1.0,"name":"a\\"b","ok":true,"none":null,"items":[{"sku":"x"},[]],"to":{"a":{}}}',
    );
    expect(Object.fromEntries(cells)).toEqual({
      '"id"': { kind: "number", text: "1.0" },
      '"name"': { kind: "string", text: 'a"b' },
      '"ok"': { kind: "literal", text: "true" },
      '"none"': { kind: "literal", text: "null" },
      '"items"': { kind: "nested", text: '[{"sku": "x"}, []]' },
      '"to"': { kind: "nested", text: '{"a": {}}' },
    });
  });

  it.each([
    ["12", { kind: "number", text: "12" }],
    ['"text"', { kind: "string", text: "text" }],
    ['[1,{"a":2}]', { kind: "nested", text: '[1, {"a": 2}]' }],
  ])("are one value where it is no object: %s", (text, cell) => {
    expect([...cellsOf(text)]).toEqual([["value", cell]]);
  });

  it.each([
    ['{"a":1,"a":2}', { a: "2" }],
    ['{"\\u0061":1}', { a: "1" }],
    ['{"":1,"value":2}', { "": "1", value: "2" }],
    ["{}", {}],
    ['{"a":1,"b":"cut of', { a: "1", b: '"cut of' }],
    ['{"a":1,"b', { a: "1" }],
    ['{"a":[1,{"b":2', { a: '[1, {"b": 2' }],
  ])("take keys as JSON does, also from the beginning of a message: %s", (text, expected) => {
    const shown = [...cellsOf(text)].map(([column, { text }]) => [labelOf(column), text]);
    expect(Object.fromEntries(shown)).toEqual(expected);
  });

  it("are found in deeply nested values", () => {
    const deep = `{"a":${"[".repeat(5000)}${"]".repeat(5000)},"b":1}`;
    expect(cellsOf(deep).get('"b"')).toEqual({ kind: "number", text: "1" });
  });
});

it("columns are the keys that occur, in the order in which they do", () => {
  const rows = ['{"a":1,"b":2}', "[1]", '{"c":3,"a":4}'].map(cellsOf);
  expect(columnsIn(rows).map(labelOf)).toEqual(["a", "b", "Value", "c"]);
});

it("cells are sorted as numbers before texts before literals before nested values", () => {
  const cells: Cell[] = [
    { kind: "nested", text: "[]" },
    { kind: "literal", text: "true" },
    { kind: "string", text: "a10" },
    { kind: "string", text: "a9" },
    { kind: "number", text: "10" },
    { kind: "number", text: "9.5" },
    { kind: "number", text: "-1e3" },
  ];
  expect(cells.toSorted(compareCells).map(({ text }) => text)).toEqual([
    "-1e3",
    "9.5",
    "10",
    "a9",
    "a10",
    "true",
    "[]",
  ]);
});
