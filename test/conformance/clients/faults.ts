/** A fault that the suite asks for, as it sends it to `/_test/inject-error`. */
export interface Fault {
  readonly path: string;
  /** Requests that get it. */
  count: number;
  /** Requests of other methods do not get it. */
  readonly method?: string;
  /** The share of requests that get it, from 0 to 1. */
  readonly probability?: number;
  readonly delayMs?: number;
  /** Random, on top of `delayMs`. */
  readonly jitterMs?: number;
  readonly dropConnection?: boolean;
  /** Responds with this status in place of the server. */
  readonly status?: number;
  /** In seconds, with `status`. */
  readonly retryAfter?: number;
  readonly truncateBodyBytes?: number;
  readonly corruptBody?: boolean;
  /** At the beginning of an SSE response. Other requests do not get the fault. */
  readonly injectSseEvent?: { readonly eventType: string; readonly data: string };
}

/** The faults that are left. A new one replaces that of the same path. */
export class Faults {
  readonly #byPath = new Map<string, Fault>();

  add(fault: Partial<Fault> & Pick<Fault, "path">): void {
    this.#byPath.set(fault.path, { count: 1, ...fault });
  }

  clear(): void {
    this.#byPath.clear();
  }

  /** The fault of a request, which counts as used. */
  take({ pathname, searchParams }: URL, method: string): Fault | undefined {
    const fault = this.#byPath.get(pathname);
    if (!fault) return undefined;
    if (fault.injectSseEvent && searchParams.get("live") !== "sse") return undefined;
    if (fault.method !== undefined && fault.method.toUpperCase() !== method) return undefined;
    if (fault.probability !== undefined && Math.random() > fault.probability) return undefined;
    if (--fault.count <= 0) this.#byPath.delete(pathname);
    return fault;
  }
}

/** The body of a response with a fault: cut off, or with other bytes at its beginning. */
export function damaged(body: Buffer, { truncateBodyBytes, corruptBody }: Fault): Buffer {
  const cut = body.subarray(0, truncateBodyBytes);
  return corruptBody === true ? Buffer.concat([Buffer.from("XY"), cut.subarray(2)]) : cut;
}
