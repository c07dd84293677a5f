import { viewNames, type ViewName } from "./last-view.ts";

/** What the page shows, as the part of its URL after the `#`. */
export interface Address {
  readonly view: ViewName;
  /** The path of the open stream. */
  readonly path?: string | undefined;
  /** The offset of the open message, or how many messages of the stream end with it. */
  readonly offset?: string | undefined;
}

/** `#/streams/orders/2026/berlin@000000003_00000000000000000012`: an `@` within a path is escaped. */
export function formatAddress({ view, path, offset }: Address): string {
  if (view !== "streams" || path === undefined) return `#/${view}`;
  const segments = path.split("/").map(encodeURIComponent).join("/");
  return `#/streams/${segments}${offset === undefined ? "" : `@${offset}`}`;
}

/** Undefined for anything that `formatAddress` does not return, such as a link of the page around the inspector. */
export function parseAddress(hash: string): Address | undefined {
  const [, name, rest] = /^#\/([a-z]+)(?:\/(.+))?$/s.exec(hash) ?? [];
  const view = viewNames.find((known) => known === name);
  if (view === undefined) return undefined;
  if (view !== "streams" || rest === undefined) return { view };
  const [, escaped = rest, offset] = /^(.*)@(\d+(?:_\d+)?)$/s.exec(rest) ?? [];
  try {
    return { view, path: decodeURIComponent(escaped), offset };
  } catch {
    return undefined; // such as "%zz"
  }
}
