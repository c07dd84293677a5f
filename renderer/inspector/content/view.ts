import { isJsonContentType, mediaType } from "../../../src/protocol/content-type.ts";

/** How the bytes of a message are shown. */
export type ContentView = "json" | "text" | "hex";

export const contentViews: readonly { readonly value: ContentView; readonly label: string }[] = [
  { value: "json", label: "JSON" },
  { value: "text", label: "Text" },
  { value: "hex", label: "Hex" },
];

/** What a stream's content type promises to be readable as. */
export function defaultView(contentType: string): ContentView {
  const type = mediaType(contentType);
  if (isJsonContentType(contentType) || /[+/-](json|ndjson)$/.test(type)) return "json";
  if (type.startsWith("text/") || /[+/](xml|yaml|javascript|x-www-form-urlencoded)$/.test(type))
    return "text";
  return "hex";
}
