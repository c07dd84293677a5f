import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ipcProperty } from "./ipc-property.ts";

test("whatever a window sends is answered as the protocol says, and the store stays whole", async () => {
  let cases = 0;
  await fc.assert(
    ipcProperty((more) => (cases += more)),
    { numRuns: 80 },
  );
  expect(cases).toBeGreaterThan(1000);
});
