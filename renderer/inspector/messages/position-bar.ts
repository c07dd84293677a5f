import { css, html, LitElement, type TemplateResult } from "lit";
import { contentViews, type ContentView } from "../content/view.ts";
import { controls } from "../style/controls.ts";

/** Off, on, or on but scrolled away from the tail. */
export type FollowState = "off" | "on" | "paused";

/**
 * Where to read from, and how to show it. Fires `seek` (`detail`: an offset), `follow-change` (`detail`:
 * whether to follow), `view-change` (`detail`: a content view).
 */
export class PositionBar extends LitElement {
  static override properties = {
    follow: { attribute: false },
    view: { attribute: false },
  };

  declare follow: FollowState;
  declare view: ContentView;

  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        flex: none;
        align-items: center;
        gap: 6px;
        padding: 6px 12px;
        border-bottom: 1px solid var(--line);
      }
      form {
        display: flex;
        gap: 4px;
      }
      input[type="text"] {
        width: 24ch;
        font-family: var(--mono);
        font-size: 12px;
      }
      .follow::before {
        display: inline-block;
        width: 7px;
        height: 7px;
        margin-inline-end: 6px;
        border-radius: 50%;
        background: var(--line-strong);
        content: "";
      }
      .follow.on::before {
        background: #7ff0b8;
      }
      .follow.paused::before {
        background: var(--warn);
      }
      fieldset {
        display: flex;
        margin: 0 0 0 auto;
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 6px;
      }
      legend {
        position: absolute;
      }
      fieldset label {
        position: relative;
        padding: 0 9px;
        border-radius: 5px;
        line-height: 22px;
      }
      fieldset label:has(:checked) {
        background: var(--surface-selected);
        color: var(--accent);
        font-weight: 500;
      }
      fieldset label:has(:focus-visible) {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      fieldset input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`
      <button aria-label="From the start" @click=${() => this.#fire("seek", "-1")}>Start</button>
      <form @submit=${(event: SubmitEvent) => this.#onSubmit(event)}>
        <input
          type="text"
          name="offset"
          aria-label="From an offset"
          placeholder="From an offset"
          title="An offset of this stream, or how many messages to skip"
          autocomplete="off"
          spellcheck="false"
        />
        <button>Go</button>
      </form>
      <button
        class="follow ${this.follow}"
        aria-pressed=${this.follow === "on"}
        aria-keyshortcuts="f"
        aria-label="Follow the tail"
        title="Show new messages as they come (f)"
        @click=${() => this.#fire("follow-change", this.follow !== "on")}
      >
        Follow
      </button>
      <fieldset>
        <legend class="hidden">Show as</legend>
        ${contentViews.map(({ view, label }) => this.#option(view, label))}
      </fieldset>
    `;
  }

  #option(view: ContentView, label: string): TemplateResult {
    return html`<label>
      <input
        type="radio"
        name="view"
        .checked=${view === this.view}
        @change=${() => this.#fire("view-change", view)}
      />${label}
    </label>`;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const offset = new FormData(event.target as HTMLFormElement).get("offset") as string;
    if (offset.trim() !== "") this.#fire("seek", offset.trim());
  }

  #fire(name: "seek" | "follow-change" | "view-change", detail: string | boolean): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("position-bar", PositionBar);
