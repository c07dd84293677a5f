import { html, nothing, type TemplateResult } from "lit";
import type { ConnectionState } from "../../client/index.ts";

/**
 * Says that there is no connection to the store, or not yet. `wasOpen`: whether there has been one. `isServed`: whether the
 * command line serves the page.
 */
export function connectionBanner(
  state: ConnectionState | undefined,
  wasOpen: boolean,
  isServed: boolean,
): TemplateResult | typeof nothing {
  if (state === "connecting" && !wasOpen) return html`<p>Connecting…</p>`;
  if (state === "connecting")
    return html`<p>Connection lost. Reconnecting… ${isServed ? restart : nothing}</p>`;
  if (state === "closed") return html`<p class="closed">Connection closed. Reload to reconnect.</p>`;
  return nothing;
}

const restart = html`If the server was stopped, run
  <code>npx electron-durable-streams inspect &lt;directory&gt;</code> and open the address that it prints.`;
