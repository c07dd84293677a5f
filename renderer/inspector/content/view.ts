import { isJsonContentType, mediaType } from "../../../src/protocol/content-type.ts";

/** How to show the bytes of a message. */
export type ContentView = "json" | "text" | "hex";

/** How to show a list of messages: JSON as a table, too. */
export type ListView = ContentView | "table";

interface ViewOption {
  readonly value: ListView;
  readonly label: string;
}

const json: ViewOption = { value: "json", label: "JSON" };
const table: ViewOption = { value: "table", label: "Table" };
const bytes: readonly ViewOption[] = [
  { value: "text", label: "Text" },
  { value: "hex", label: "Hex" },
];

/** The views of the messages of a content type. */
export function viewsOf(contentType: string): readonly ViewOption[] {
  return defaultView(contentType) === "json" ? [json, table, ...bytes] : [json, ...bytes];
}

/** The view that suits a content type. */
export function defaultView(contentType: string): ContentView {
  const type = mediaType(contentType);
  if (isJsonContentType(contentType) || /[+/-](json|ndjson)$/.test(type)) return "json";
  if (type.startsWith("text/") || /[+/](xml|yaml|javascript|x-www-form-urlencoded)$/.test(type))
    return "text";
  return "hex";
}
