import type { Offset } from "../../protocol/offset.ts";
import { headerNames } from "../request/headers.ts";
import type { HeaderFields } from "./response-parts.ts";

/** Says where the tail is after an append or instead of one. The entity tag is what `If-Match` of the next append compares. */
export function tailHeaders(tailOffset: Offset): HeaderFields {
  return { [headerNames.nextOffset]: tailOffset, ETag: `"${tailOffset}"` };
}
