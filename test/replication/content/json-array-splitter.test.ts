import { expect, test } from "vitest";
import {
  JsonArraySplitter,
  OversizedElement,
} from "../../../src/replication/messages/json-array-splitter.ts";

const text = ' [ 1.0 ,"a,]\\"[" , {"b":[{}, "\\\\"]},\n[],"ü" , null] \n';
const elements = ["1.0", '"a,]\\"["', '{"b":[{}, "\\\\"]}', "[]", '"ü"', "null"];

function split(chunks: readonly Uint8Array[], maxElementBytes = 1000): (string | number)[] {
  const splitter = new JsonArraySplitter(maxElementBytes);
  const found = chunks.flatMap((chunk) => splitter.push(chunk));
  splitter.end();
  return found.map((each) => (each instanceof OversizedElement ? each.bytes : each.toString()));
}

test("cuts an array into the texts of its elements, wherever its chunks begin", () => {
  const bytes = Buffer.from(text);
  for (let size = 1; size <= bytes.length; size++) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    );
    expect(split(chunks)).toEqual(elements);
  }
});

test("an empty array has no elements", () => {
  expect(split([Buffer.from(" [ "), Buffer.from(" ] ")])).toEqual([]);
});

test("a large element is counted, not held", () => {
  expect(split([Buffer.from('["aaaa'), Buffer.from('aaaa","b"]')], 5)).toEqual([10, '"b"']);
});

test.each(["{}", "1", "[1][2]", "[1],"])("%s is no array", (other) => {
  expect(() => split([Buffer.from(other)])).toThrow("not a JSON array");
});

test.each(["[", "[1", '["]', "[[1]"])("%s is cut off", (begun) => {
  expect(() => split([Buffer.from(begun)])).toThrow("cut off");
});
