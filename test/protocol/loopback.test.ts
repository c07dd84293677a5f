import { expect, test } from "vitest";
import { isLoopbackAddress, isLoopbackHost } from "../../src/protocol/hosts/loopback.ts";

test.each(["localhost", "app.localhost", "LOCALHOST.", "127.0.0.1", "127.1.2.3", "[::1]"])(
  "%s is this machine",
  (host) => expect(isLoopbackHost(host)).toBe(true),
);

test.each([
  "127.evil.example",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "notlocalhost",
  "[::2]",
  "10.0.0.1",
])("%s is another machine", (host) => expect(isLoopbackHost(host)).toBe(false));

test("a name is no loopback address", () => {
  expect(["127.0.0.9", "::1"].every(isLoopbackAddress)).toBe(true);
  expect(["localhost", "[::1]", "128.0.0.1"].some(isLoopbackAddress)).toBe(false);
});
