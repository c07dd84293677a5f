import type { Reporter, TestModule } from "vitest/node";
import { electronProblem } from "../electron/electron-binary.ts";

/** Ends a test run without Electron with one conspicuous line. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (electronProblem === undefined) return;
    let skipped = 0;
    for (const module of modules) {
      if (!/[\\/]test[\\/](electron|crash|readme|examples|docs)[\\/]/.test(module.moduleId)) continue;
      for (const _ of module.children.allTests("skipped")) skipped += 1;
    }
    if (skipped > 0)
      console.log(`\n!!! SKIPPED ${skipped} tests that run in real Electron (${electronProblem})\n`);
  }
}
