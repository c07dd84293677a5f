import { onTestFinished, vi } from "vitest";
import { openStoreOverPort, type StoreOverPort } from "../support/ipc/store-over-port.ts";

/** A window's connection to a store, closed at the end of the running test. Its `fetch` needs no server and no token. */
export async function openWindow(): Promise<StoreOverPort & { readonly fetch: typeof fetch }> {
  const over = await openStoreOverPort();
  onTestFinished(() => over.close());
  return { ...over, fetch: over.streams.fetch };
}

/** For libraries without an option for it: the page's `fetch` passes requests for the store on, as in docs/guide/http.md. */
export function routeFetch(ours: typeof fetch): void {
  const network = globalThis.fetch;
  vi.stubGlobal("fetch", (...[input, init]: Parameters<typeof fetch>) =>
    (new Request(input).url.startsWith("streams:") ? ours : network)(input, init),
  );
  onTestFinished(() => void vi.unstubAllGlobals());
}
