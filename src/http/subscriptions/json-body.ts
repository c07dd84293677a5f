import { StreamError } from "../../protocol/errors.ts";
import { readBody } from "../request/body.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads the body, a JSON object; an empty body counts as `{}`. @throws StreamError `BAD_REQUEST`, `TOO_LARGE` */
export async function readJsonBody({ request, options }: SubscriptionRequest): Promise<JsonObject> {
  const body = await readBody(request, options);
  if (body.length === 0) return {};
  const value = parse(body);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new StreamError("BAD_REQUEST", "the body must be a JSON object");
}

/** In a request, `null` means absent. */
export function optional(value: unknown): unknown {
  return value ?? undefined;
}

export function jsonResponse(status: number, body: JsonObject): ResponseParts {
  return {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store" },
    body: JSON.stringify(body),
  };
}

export function noContent(): ResponseParts {
  return { status: 204, headers: { "Cache-Control": "no-store" } };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new StreamError("BAD_REQUEST", "the body is not valid JSON");
  }
}
