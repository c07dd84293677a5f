import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // A second, as it is by default, is little on a machine that has other work to do.
    expect: { poll: { timeout: 30_000 } },
    // Real processes and browsers on small machines: one file after the other is faster than all at once.
    maxWorkers: 2,
    reporters: [
      "default",
      "./test/support/reporters/skip-reporter.ts",
      "./test/support/reporters/closing-line-reporter.ts",
    ],
  },
});
