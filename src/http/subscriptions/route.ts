import { StreamError } from "../../protocol/errors.ts";
import { percentDecoded } from "../request/route.ts";

export interface SubscriptionRoute {
  readonly resource:
    | "jwks"
    | "subscription"
    | "streams"
    | "stream"
    | "claim"
    | "ack"
    | "release"
    | "callback";
  /** The subscription's id; empty for the resource `jwks`. */
  readonly id: string;
  /** The path in the store for the resource `stream`; else empty. */
  readonly streamPath: string;
}

const actions: ReadonlySet<string> = new Set(["streams", "claim", "ack", "release", "callback"]);

/** Parses a path below the stream root. @throws StreamError `NOT_FOUND`, `BAD_REQUEST` */
export function routeOf(relativePath: string): SubscriptionRoute {
  const [, collection, encodedId, action, ...rest] = relativePath.split("/");
  if (collection === "jwks.json" && encodedId === undefined)
    return { resource: "jwks", id: "", streamPath: "" };
  if (collection === "subscriptions" && encodedId) {
    const id = percentDecoded(encodedId);
    if (action === undefined) return { resource: "subscription", id, streamPath: "" };
    if (action === "streams" && rest.length > 0) {
      return { resource: "stream", id, streamPath: percentDecoded(rest.join("/")) };
    }
    if (rest.length === 0 && actions.has(action)) {
      return { resource: action as SubscriptionRoute["resource"], id, streamPath: "" };
    }
  }
  throw new StreamError("NOT_FOUND", "not found: no subscription API has this path");
}
