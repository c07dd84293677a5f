import { expect, test } from "vitest";
import { isSameJson } from "../../../src/replication/messages/same-json.ts";

const same = (a: string, b: string) => isSameJson(Buffer.from(a), Buffer.from(b));

test.each([
  ['{"a":1,"b":[true,null]}', '{ "b": [true, null], "a": 1 }'],
  ["12345678901234567890", "12345678901234567890.0"],
  ["1.50", "15e-1"],
  ["1e400", "10E399"],
  ["-0", "0.000"],
  ['"\\u00fc/\\n"', '"ü\\/\\u000a"'],
  ['{"__proto__":1}', '{"__proto__":1.0}'],
  ['{"a":1,"a":2}', '{"a":2}'],
])("%s and %s have the same value", (a, b) => {
  expect(same(a, b)).toBe(true);
  expect(same(b, a)).toBe(true);
});

test.each([
  ["12345678901234567890", "12345678901234567891"],
  ["0.1", "0.1000000000000000055511151231257827"],
  ["1e400", "1e401"],
  ["1", '"1"'],
  ["1", "-1"],
  ["[1,2]", "[2,1]"],
  ["[]", "{}"],
  ['{"__proto__":1}', "{}"],
  ["null", "false"],
  ['"a"', "a"],
])("%s and %s do not", (a, b) => {
  expect(same(a, b)).toBe(false);
  expect(same(b, a)).toBe(false);
});
