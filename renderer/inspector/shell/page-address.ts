import { visibleText } from "../content/text.ts";
import { formatAddress, parseAddress, type Address } from "./address.ts";

/** The address bar, history and title of a page that is nothing but the inspector. */
export class PageAddress {
  readonly #onChange = new Set<(address: Address) => void>();

  constructor() {
    addEventListener("popstate", () => {
      const address = this.current;
      if (!address) return;
      setTitle(address);
      for (const changed of this.#onChange) changed(address);
    });
  }

  /** What the URL says; undefined if it says nothing. */
  get current(): Address | undefined {
    return parseAddress(location.hash);
  }

  /** Calls back when the user went back or forward, or changed the URL. Returns what ends that. */
  listen(changed: (address: Address) => void): () => void {
    this.#onChange.add(changed);
    return () => this.#onChange.delete(changed);
  }

  /** Shows another view or stream as a step that Back undoes; the open message of a stream changes in place. */
  show(address: Address): void {
    setTitle(address);
    const hash = formatAddress(address);
    if (hash === location.hash) return;
    const before = this.current;
    const isSamePlace = !before || (before.view === address.view && before.path === address.path);
    if (isSamePlace) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
  }
}

const titles = { space: "Space – ", health: "Health – ", replication: "Replication – " } as const;

function setTitle({ view, path }: Address): void {
  const opened = path === undefined ? "" : `${visibleText(path)} – `;
  document.title = `${view === "streams" ? opened : titles[view]}Streams inspector`;
}
