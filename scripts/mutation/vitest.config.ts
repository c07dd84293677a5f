import { defineConfig } from "vitest/config";

/** Of `npm run test:mutation`, which names the tests in this variable. */
export default defineConfig({
  test: {
    include: JSON.parse(process.env["MUTATION_TESTS"] ?? "[]") as string[],
    // A mutant may make a test wait for ever: Stryker ends it by its own timeout.
    testTimeout: 180_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
