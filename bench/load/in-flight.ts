/** Calls `work` with 0, 1, … `count - 1`; up to `width` calls are in flight at any time. */
export async function inFlight(
  count: number,
  width: number,
  work: (i: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
}
