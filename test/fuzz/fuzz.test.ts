import * as fc from "fast-check";
import { expect, test } from "vitest";
import { httpProperty } from "./http-property.ts";
import { ipcProperty } from "./ipc-property.ts";
import { rawHttpProperty } from "./raw/raw-http-property.ts";

test("answers any message of a window as the protocol requires, and keeps the store intact", async () => {
  let cases = 0;
  await fc.assert(
    ipcProperty((more) => (cases += more)),
    { numRuns: 80 },
  );
  expect(cases).toBeGreaterThan(1000);
});

test("responds to any request as the protocol requires, and keeps the store intact", async () => {
  let cases = 0;
  await fc.assert(
    httpProperty((more) => (cases += more)),
    { numRuns: 60 },
  );
  expect(cases).toBeGreaterThan(500);
});

test("responds to any bytes on a socket as the protocol requires, or not at all", async () => {
  let cases = 0;
  await fc.assert(
    rawHttpProperty((more) => (cases += more)),
    { numRuns: 20 },
  );
  expect(cases).toBeGreaterThan(200);
});
