import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { viewsOf, type ListView } from "../content/view.ts";
import { controls } from "../style/controls.ts";
import { segments } from "../style/segments.ts";

/** `paused`: following, but scrolled away from the tail. */
export type FollowState = "off" | "on" | "paused";

/**
 * Where to read from, and how to show it. Fires `seek` (`detail`: what the user typed, `"-1"` or `"now"`), `follow-change`
 * (`detail`: whether to follow) and `view-change` (`detail`: a `ListView`).
 */
export class PositionBar extends LitElement {
  static override properties = {
    follow: { attribute: false },
    view: { attribute: false },
    contentType: { attribute: false },
    problem: { attribute: false },
  };

  declare follow: FollowState;
  declare view: ListView;
  declare contentType: string;
  /** Why the last seek failed. */
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
      form {
        flex: 0 1 auto;
        min-width: 0;
      }
      input[type="text"] {
        flex: 0 1 25ch;
        min-width: 14ch;
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
          aria-label="Go to start"
          title="Earliest message (Home)"
          @click=${() => this.#fire("seek", "-1")}
        >
          Start
        </button>
        <button aria-label="Go to end" title="Last message (End)" @click=${() => this.#fire("seek", "now")}>
          End
        </button>
      </div>
      <form @submit=${(event: SubmitEvent) => this.#onSubmit(event)}>
        <input
          type="text"
          name="target"
          aria-label="Go to offset or time"
          aria-invalid=${this.problem === undefined ? nothing : "true"}
          aria-describedby=${this.problem === undefined ? nothing : "problem"}
          placeholder="Offset, position or time"
          title="An offset, a position (the number of messages before it), or a time: 14:30, 2026-03-14 08:00, Mar 14, 2026, 08:00:00, -10 min, or milliseconds since 1970"
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
        title="Show new messages as they arrive (f)"
        @click=${() => this.#fire("follow-change", this.follow !== "on")}
      >
        Follow
      </button>
      ${segments({ legend: "View", name: "view", chosen: this.view }, viewsOf(this.contentType), (view) => this.#fire("view-change", view))}
      ${this.problem === undefined ? nothing : html`<p class="problem" id="problem" role="alert">${this.problem}</p>`}
    `;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const target = new FormData(event.target as HTMLFormElement).get("target") as string;
    if (target.trim() !== "") this.#fire("seek", target.trim());
  }

  #fire(name: "seek" | "follow-change" | "view-change", detail: string | boolean): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("position-bar", PositionBar);
