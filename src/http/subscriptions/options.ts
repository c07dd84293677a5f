import type { Access } from "../../protocol/operations.ts";
import type { ResponseParts } from "../response/response-parts.ts";

export interface SubscriptionRoutesOptions {
  /** Largest request body, in bytes; 1 MiB by default. */
  readonly maxBodyBytes?: number;
  /**
   * Whether the request may look at (`"read"`) or use and change (`"manage"`) a subscription. Everything is
   * allowed by default. Not asked for ack, release and callback: their token is for that wake alone.
   */
  readonly authorize?: (request: Request, id: string, needed: Access) => boolean | Promise<boolean>;
  /**
   * Whether the request may do what `needed` says with a stream that a subscription names: `"read"` what it
   * links, `"append"` to its wake stream.
   */
  readonly authorizeStream?: (request: Request, path: string, needed: Access) => boolean | Promise<boolean>;
  /**
   * Whether a subscription of this request may have this pattern. It links whatever fits, now and later: allowed
   * by default only where `authorizeStream` is not given, and so nothing is refused.
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
