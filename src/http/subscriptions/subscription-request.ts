import type { StreamStoreApi } from "../../store/index.ts";
import type { ResolvedRoutesOptions } from "./options.ts";

/** A request for one subscription: the argument of each operation. */
export interface SubscriptionRequest {
  readonly request: Request;
  readonly relativePath: string;
  readonly id: string;
  readonly streamPath: string;
  readonly store: StreamStoreApi;
  readonly options: ResolvedRoutesOptions;
}

/** The URL of the stream root that the client uses, with a slash at its end. */
export function streamRootOf({ request, relativePath }: SubscriptionRequest): string {
  const { origin, protocol, host, pathname } = new URL(request.url);
  // The origin is "null" for a scheme that the URL standard does not define, such as `streams:`.
  const base = origin === "null" ? `${protocol}//${host}` : origin;
  return base + pathname.slice(0, pathname.length - relativePath.length);
}
