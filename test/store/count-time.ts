import { onTestFinished, vi } from "vitest";

/**
 * Until the end of the test, a millisecond passes whenever the store asks how long something has taken: what it does for so
 * long, or after so long, it does for so many steps.
 */
export function countTime(): void {
  let ms = performance.now();
  const clock = vi.spyOn(performance, "now").mockImplementation(() => ms++);
  onTestFinished(() => clock.mockRestore());
}
