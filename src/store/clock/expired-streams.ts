/**
 * Since when streams have been seen to be expired, by the clock that only runs forward. The system's clock may jump ahead
 * and come back (a wrong time server, a time zone set wrong, a computer that wakes up): what has expired by it is
 * invisible at once, and deleted only when it has stayed so for a while.
 */
export class ExpiredStreams {
  #since = new Map<number, number>();

  /** Of the streams that are expired now, those that have been for so long; the others are remembered. */
  overdue(expired: readonly number[], graceMs: number): number[] {
    const now = performance.now();
    const since = new Map(expired.map((id) => [id, this.#since.get(id) ?? now]));
    // Who is not expired any more starts anew.
    this.#since = since;
    return expired.filter((id) => now - since.get(id)! >= graceMs);
  }
}
