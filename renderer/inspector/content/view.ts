import { isJsonContentType, mediaType } from "../../../src/protocol/content-type.ts";

/** How to show the bytes of a message. */
export type ContentView = "json" | "text" | "hex";

export const contentViews: readonly { readonly value: ContentView; readonly label: string }[] = [
  { value: "json", label: "JSON" },
  { value: "text", label: "Text" },
  { value: "hex", label: "Hex" },
];

/** The view that suits a content type. */
export function defaultView(contentType: string): ContentView {
  const type = mediaType(contentType);
  if (isJsonContentType(contentType) || /[+/-](json|ndjson)$/.test(type)) return "json";
  if (type.startsWith("text/") || /[+/](xml|yaml|javascript|x-www-form-urlencoded)$/.test(type))
    return "text";
  return "hex";
}
