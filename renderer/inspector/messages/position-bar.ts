import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { contentViews, type ContentView } from "../content/view.ts";
import { controls } from "../style/controls.ts";
import { segments } from "../style/segments.ts";

/** Off, on, or on but scrolled away from the tail. */
export type FollowState = "off" | "on" | "paused";

/**
 * Where to read from, and how to show it. Fires `seek` (`detail`: what was typed, or `"-1"` or `"now"`), `follow-change`
 * (`detail`: whether to follow), `view-change` (`detail`: a content view).
 */
export class PositionBar extends LitElement {
  static override properties = {
    follow: { attribute: false },
    view: { attribute: false },
    problem: { attribute: false },
  };

  declare follow: FollowState;
  declare view: ContentView;
  /** Why the last seek led nowhere. */
  declare problem: string | undefined;

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
      }
      form,
      .ends {
        display: flex;
        gap: 4px;
      }
      input[type="text"] {
        width: 25ch;
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
      .segments {
        margin-inline-start: auto;
      }
      .problem {
        flex-basis: 100%;
        color: var(--bad);
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`
      <div class="ends">
        <button
          aria-label="Go to the start"
          title="The earliest message (Home)"
          @click=${() => this.#fire("seek", "-1")}
        >
          Start
        </button>
        <button
          aria-label="Go to the end"
          title="The last message (End)"
          @click=${() => this.#fire("seek", "now")}
        >
          End
        </button>
      </div>
      <form @submit=${(event: SubmitEvent) => this.#onSubmit(event)}>
        <input
          type="text"
          name="place"
          aria-label="Go to an offset or a time"
          aria-invalid=${this.problem === undefined ? nothing : "true"}
          aria-describedby=${this.problem === undefined ? nothing : "problem"}
          placeholder="Offset, number or time"
          title="An offset of this stream, a number of messages from its beginning, or a time: 14:30, 2026-03-14 08:00, -10 min"
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
      ${segments({ legend: "Show as", name: "view", chosen: this.view }, contentViews, (view) => this.#fire("view-change", view))}
      ${this.problem === undefined ? nothing : html`<p class="problem" id="problem" role="alert">${this.problem}</p>`}
    `;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const place = new FormData(event.target as HTMLFormElement).get("place") as string;
    if (place.trim() !== "") this.#fire("seek", place.trim());
  }

  #fire(name: "seek" | "follow-change" | "view-change", detail: string | boolean): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("position-bar", PositionBar);
