import { StreamError, type Retention, type StreamStoreApi } from "../../src/store/index.ts";

/** For occasional events. */
export const rare: Retention = { maxMessages: 10_000 };
/** For events that come every second. */
export const lastDay: Retention = { maxAgeMs: 24 * 60 * 60 * 1000 };

/** A stream of JSON events; each carries `at`, the time it was recorded (ISO 8601). */
export interface EventLog {
  write(event: object): void;
}

export interface EventLogOptions {
  readonly retention: Retention;
  /** Aborted when the app quits: later events are not written. */
  readonly signal: AbortSignal;
}

/** Opens a log whose stream is created with the first event, and again after it was deleted. */
export function openEventLog(
  store: StreamStoreApi,
  path: string,
  { retention, signal }: EventLogOptions,
): EventLog {
  let lastFailure: string | undefined;
  let written = Promise.resolve();

  async function append(event: object): Promise<void> {
    try {
      await store.append(path, event);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await store.create(path, { contentType: "application/json", retention });
      await store.append(path, event);
    }
  }

  // A failing log must not end the app, and one line per cause is enough.
  function report(error: unknown): void {
    const cause = error instanceof StreamError ? error.code : String(error);
    if (signal.aborted || cause === lastFailure) return;
    lastFailure = cause;
    console.error(`${path}: could not record an event:`, error);
  }

  return {
    write(event) {
      if (signal.aborted) return;
      const stamped = { at: new Date().toISOString(), ...event };
      // In sequence: an event must not overtake one that waits for the stream to be created.
      written = written.then(() => append(stamped)).catch(report);
    },
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof StreamError && error.code === "NOT_FOUND";
}
