import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Address } from "./address.ts";
import { changeLastView, readLastView, type LastView } from "./last-view.ts";
import type { PageAddress } from "./page-address.ts";

export type ViewChange = Parameters<typeof changeLastView>[0];

/** What the inspector shows: kept for the next visit, and where the page is the inspector's own, told by its URL. */
export class ViewState implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #last = readLastView();
  #address: PageAddress | undefined;
  #stopListening: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get last(): LastView {
    return this.#last;
  }

  change(changed: ViewChange): void {
    changeLastView(changed);
    this.#last = { ...this.#last, ...changed };
    this.#address?.show(this.#last);
    this.#host.requestUpdate();
  }

  /** Shows what the URL says, and has it say what is shown. */
  follow(address: PageAddress): void {
    this.#address = address;
    this.hostConnected();
    this.#show(address.current ?? this.#last);
  }

  hostConnected(): void {
    this.hostDisconnected();
    this.#stopListening = this.#address?.listen((address) => this.#show(address));
  }

  hostDisconnected(): void {
    this.#stopListening?.();
  }

  #show({ view, path, offset }: Address): void {
    this.change({ view, ...(view === "streams" && { path, offset }) });
  }
}
