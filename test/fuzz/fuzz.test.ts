import * as fc from "fast-check";
import { expect, test } from "vitest";
import { httpProperty } from "./http-property.ts";
import { ipcProperty } from "./ipc-property.ts";
import { rawHttpProperty } from "./raw/raw-http-property.ts";

test("whatever a window sends is answered as the protocol says, and the store stays whole", async () => {
  let cases = 0;
  await fc.assert(
    ipcProperty((more) => (cases += more)),
    { numRuns: 80 },
  );
  expect(cases).toBeGreaterThan(1000);
});

test("whatever request comes is answered as the protocol says, and the store stays whole", async () => {
  let cases = 0;
  await fc.assert(
    httpProperty((more) => (cases += more)),
    { numRuns: 60 },
  );
  expect(cases).toBeGreaterThan(500);
});

test("whatever bytes come over a socket are answered as the protocol says, or not at all", async () => {
  let cases = 0;
  await fc.assert(
    rawHttpProperty((more) => (cases += more)),
    { numRuns: 20 },
  );
  expect(cases).toBeGreaterThan(200);
});
