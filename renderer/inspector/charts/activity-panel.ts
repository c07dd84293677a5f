import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Connected } from "../connection/connected.ts";
import { controls } from "../style/controls.ts";
import "./stream-activity.ts";

/**
 * The activity of a stream, which collapses. `hasRoom` decides until the user does. Fires `seek-offset` (`detail`: an
 * offset).
 */
export class ActivityPanel extends LitElement {
  static override properties = {
    connection: { attribute: false },
    info: { attribute: false },
    hasRoom: { attribute: false },
    choice: { state: true },
  };

  declare connection: Connected;
  declare info: StreamInfo;
  declare hasRoom: boolean;
  /** Whether the user expanded or collapsed it. */
  declare private choice: boolean | undefined;

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        flex: none;
      }
      summary {
        padding: 5px 12px;
        border-bottom: 1px solid var(--line);
        color: var(--text-quiet);
        font-size: 11.5px;
        cursor: default;
      }
      details[open] summary {
        border-bottom-color: transparent;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const isOpen = this.choice ?? this.hasRoom;
    return html`<details ?open=${isOpen}>
      <summary @click=${(event: Event) => this.#toggle(event, !isOpen)}>Activity</summary>
      ${
        isOpen
          ? html`<stream-activity
              .connection=${this.connection}
              .info=${this.info}
              @seek-offset=${(event: CustomEvent<string>) => this.dispatchEvent(new CustomEvent("seek-offset", event))}
            ></stream-activity>`
          : nothing
      }
    </details>`;
  }

  #toggle(event: Event, isOpen: boolean): void {
    event.preventDefault();
    this.choice = isOpen;
  }
}

customElements.define("activity-panel", ActivityPanel);
