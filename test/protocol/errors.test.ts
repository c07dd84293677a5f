import { inspect } from "node:util";
import { expect, it } from "vitest";
import { StreamError } from "../../src/protocol/errors.ts";
import { openTestStore } from "../support/open-store.ts";

it("an error shows its code wherever it is logged, and keeps its name and message", () => {
  const error = new StreamError("NOT_FOUND", 'stream "notes" does not exist');
  const text = 'StreamError [NOT_FOUND]: stream "notes" does not exist';
  expect(String(error)).toBe(text);
  expect(error.stack?.split("\n")[0]).toBe(text);
  expect(inspect(error)).toMatch(/^StreamError \[NOT_FOUND\]: stream "notes" does not exist\n    at /);
  // The first frame is the code that made it, not this class.
  expect(error.stack?.split("\n")[1]).toContain("errors.test.ts");
  expect(error).toMatchObject({ name: "StreamError", message: 'stream "notes" does not exist' });
  expect(Object.keys(error)).not.toContain("stack");
});

it("an error from another process shows its code, too", () => {
  const error = StreamError.fromWire(new StreamError("CLOSED", "the stream is closed").toWire());
  expect(error.stack).toMatch(/^StreamError \[CLOSED\]: the stream is closed\n/);
});

it("appending an object to a stream of bytes says what the stream holds, and how to create one of JSON", async () => {
  const store = openTestStore();
  await store.create("notes");
  await expect(store.append("notes", { text: "Hello" })).rejects.toThrow(
    '"notes" holds application/octet-stream: append a string or Uint8Array, or create it with contentType "application/json"',
  );
  await store.close();
});
