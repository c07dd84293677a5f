import type { Inspection } from "./inspection.ts";
import type { Streams } from "./streams.ts";

/**
 * `<streams-inspector>`, which `import "electron-durable-streams/inspector"` defines. It fills its container, and
 * follows the page's light or dark color scheme.
 */
export interface StreamsInspectorElement extends HTMLElement {
  /** The return value of `connectInspection()`. */
  connection: { readonly streams: Streams; readonly inspection: Inspection } | undefined;
  /** The error with which connecting failed: the element explains it in place of the streams. */
  failure: unknown;
}

declare global {
  interface HTMLElementTagNameMap {
    "streams-inspector": StreamsInspectorElement;
  }
}
