import type { Access } from "../../protocol/operations.ts";
import type { ResponseParts } from "../response/response-parts.ts";

export interface SubscriptionRoutesOptions {
  /** Largest request body, in bytes; 1 MiB by default. */
  readonly maxBodyBytes?: number;
  /**
   * Whether the request may view (`"read"`) or use and change (`"manage"`) a subscription. Allows everything by
   * default. Not called for ack, release and callback, which require the token of one wake.
   */
  readonly authorize?: (request: Request, id: string, needed: Access) => boolean | Promise<boolean>;
  /**
   * Whether the request has the access `needed` to a stream that a subscription names: `"read"` to the streams it
   * links, `"append"` to its wake stream. Allows everything by default.
   */
  readonly authorizeStream?: (request: Request, path: string, needed: Access) => boolean | Promise<boolean>;
  /**
   * Whether the request may use a pattern, which links every stream that matches, now and later. The default
   * allows patterns only without `authorizeStream`, when no stream is refused.
   */
  readonly authorizePattern?: (request: Request, pattern: string) => boolean | Promise<boolean>;
}

/** `relativePath` is the URL's path below the stream root, percent-encoded: `__ds/…`. */
export type SubscriptionRoutes = (request: Request, relativePath: string) => Promise<ResponseParts>;

export interface ResolvedRoutesOptions {
  readonly maxBodyBytes: number;
  readonly authorize: NonNullable<SubscriptionRoutesOptions["authorize"]>;
  readonly authorizeStream: NonNullable<SubscriptionRoutesOptions["authorizeStream"]>;
  readonly authorizePattern: NonNullable<SubscriptionRoutesOptions["authorizePattern"]>;
}

export function resolveRoutesOptions(options: SubscriptionRoutesOptions): ResolvedRoutesOptions {
  return {
    maxBodyBytes: options.maxBodyBytes ?? 1024 * 1024,
    authorize: options.authorize ?? (() => true),
    authorizeStream: options.authorizeStream ?? (() => true),
    authorizePattern: options.authorizePattern ?? (() => options.authorizeStream === undefined),
  };
}
