import type { Reporter, TestModule } from "vitest/node";

/** Ends the run with one line that says how many tests passed, failed and were skipped. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== "pending") counts[state]++;
      }
      // A file that cannot be loaded has no tests that could fail.
      if (module.errors().length > 0) counts.failed++;
    }
    process.on("exit", () => {
      console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    });
  }
}
