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
  "test/dist",
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
  "test/react",
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
    // Tests start processes and browsers, so on small machines few files at a time finish sooner than many. A quarter of their
    // time they wait, so three keep two cores busy.
    maxWorkers: 3,
    reporters: [
      "default",
      "./test/support/reporters/skip-reporter.ts",
      "./test/support/reporters/closing-line-reporter.ts",
    ],
    projects: [
      // `npm run test:quick`, for the inner loop.
      {
        extends: true,
        // Most of them take less time than a new process with all modules takes. The sources keep no state in modules.
        test: { name: "quick", include: [all], exclude: thorough, isolate: false },
      },
      { extends: true, test: { name: "thorough", include: thorough } },
    ],
  },
});
