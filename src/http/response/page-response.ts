import type { PackedPage } from "../../store/index.ts";
import type { HeaderFields } from "./response-parts.ts";
import { headerNames } from "../request/headers.ts";

/** Limits of one page. A message larger than `limitBytes` is a page of its own. */
export const pageLimits = { limitBytes: 1024 * 1024, limitMessages: 10_000 } as const;

/** The headers of a page, for catch-up and long-poll alike (PROTOCOL.md, section 5.6). */
export function pageHeaders({ nextOffset, upToDate, closed }: PackedPage): HeaderFields {
  return {
    [headerNames.nextOffset]: nextOffset,
    ...(upToDate && { [headerNames.upToDate]: "true" }),
    ...(upToDate && closed && { [headerNames.closed]: "true" }),
  };
}

/** The messages of a JSON stream are one array, even if there are none (PROTOCOL.md, section 9.1.5). */
export function pageBody({ json, data }: PackedPage): Uint8Array<ArrayBuffer> {
  const bytes = data as Uint8Array<ArrayBuffer>;
  if (!json) return bytes;
  const array = new Uint8Array(data.length + 2);
  array[0] = 0x5b;
  array.set(data, 1);
  array[array.length - 1] = 0x5d;
  return array;
}
