import type { StreamStoreApi } from "../../store/index.ts";
import type { ResolvedRoutesOptions } from "./options.ts";

/** A request for one subscription, as the file of its method gets it. */
export interface SubscriptionRequest {
  readonly request: Request;
  readonly relativePath: string;
  readonly id: string;
  readonly streamPath: string;
  readonly store: StreamStoreApi;
  readonly options: ResolvedRoutesOptions;
}

/** Where the stream root is, as this client sees it, with a slash at its end. */
export function streamRootOf({ request, relativePath }: SubscriptionRequest): string {
  const { origin, protocol, host, pathname } = new URL(request.url);
  // The origin of a scheme that the URL standard does not know is "null".
  const base = origin === "null" ? `${protocol}//${host}` : origin;
  return base + pathname.slice(0, pathname.length - relativePath.length);
}
