import type { Inspection } from "./inspection.ts";
import type { Streams } from "./streams.ts";

/**
 * `<streams-inspector>`, which `import "electron-durable-streams/inspector"` defines. It fills the box that it is put
 * into, and follows the page's light or dark.
 */
export interface StreamsInspectorElement extends HTMLElement {
  /** What `connectInspection()` returns. */
  connection: { readonly streams: Streams; readonly inspection: Inspection } | undefined;
  /** Why there is no connection, if connecting failed: it is explained instead. */
  failure: unknown;
}

declare global {
  interface HTMLElementTagNameMap {
    "streams-inspector": StreamsInspectorElement;
  }
}
