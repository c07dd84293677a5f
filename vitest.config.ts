import { defineConfig } from "vitest/config";

/**
 * Folders whose tests start browsers, Electron, bundlers or many processes, wait for real timeouts, or run for minutes. All
 * others are quick.
 */
const thorough = [
  "test/bench",
  "test/cli",
  "test/conformance",
  "test/contract/processes",
  "test/crash",
  "test/docs",
  "test/electron",
  "test/ecosystem",
  "test/examples",
  "test/faults",
  "test/fuzz",
  "test/host",
  "test/http/large",
  "test/http/browser",
  "test/inspection/large",
  "test/inspector",
  "test/ipc/server/floods",
  "test/readme",
  "test/recipes",
  "test/replication",
  "test/store/disks",
  "test/store/locks",
  "test/store/verify",
  "test/subscriptions/processes",
  "test/subscriptions/webhooks",
].map((folder) => `${folder}/**/*.test.ts`);

const all = "test/**/*.test.ts";

export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // The default of one second is too short on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    // Tests start processes and browsers: on small machines two files at a time finish sooner than many.
    maxWorkers: 2,
    reporters: [
      "default",
      "./test/support/reporters/skip-reporter.ts",
      "./test/support/reporters/closing-line-reporter.ts",
    ],
    projects: [
      // `npm run test:quick`, for the inner loop.
      { extends: true, test: { name: "quick", include: [all], exclude: thorough } },
      { extends: true, test: { name: "thorough", include: thorough } },
    ],
  },
});
