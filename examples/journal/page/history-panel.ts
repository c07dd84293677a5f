import { css, html, LitElement } from "lit";
import type { NoteEvent } from "../journal/events.ts";
import { titleOf } from "../journal/notes.ts";
import { controls } from "./controls.ts";
import type { Journal, JournalState } from "./journal.ts";

/** Events to show; the stream has all of them. */
const shown = 200;
const time = new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" });

/** The log, newest first: shows the journal as it was at an event, or goes back to it. */
class HistoryPanel extends LitElement {
  static override properties = { journal: {}, state: {}, seenAt: {} };
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        width: 270px;
        border-inline-start: 1px solid var(--line);
        background: var(--side);
      }
      header {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 32px;
        padding: 12px 14px;
      }
      h2 {
        flex: 1;
        margin: 0;
        font-size: 13px;
      }
      ol {
        flex: 1;
        margin: 0;
        padding: 0 8px 12px;
        overflow-y: auto;
        list-style: none;
      }
      li button {
        display: block;
        width: 100%;
        padding: 7px 10px;
        border-color: transparent;
        background: none;
        text-align: start;
        white-space: normal;
      }
      li button:hover {
        background: var(--hover);
      }
      li button[aria-pressed="true"] {
        background: var(--selected);
      }
      .undone span {
        opacity: 0.6;
        text-decoration: line-through;
      }
      time {
        display: block;
        color: var(--muted);
        font-size: 11px;
      }
    `,
  ];

  declare journal: Journal;
  declare state: JournalState;
  declare seenAt: string | undefined;

  override render() {
    const { history } = this.state;
    return html`<header>
        <h2>History</h2>
        ${
          this.seenAt === undefined
            ? ""
            : html`<button class="primary" @click=${this.#restore}>Go back to this</button>
                <button @click=${() => this.#lookAt(undefined)}>Now</button>`
        }
      </header>
      <ol>
        ${history.events
          .slice(-shown)
          .toReversed()
          .map((event) => this.#row(event, history.isUndone(event.id)))}
      </ol>`;
  }

  #row(event: NoteEvent, isUndone: boolean) {
    return html`<li class=${isUndone ? "undone" : ""}>
      <button
        aria-pressed=${event.id === this.seenAt}
        ?disabled=${isUndone}
        @click=${() => this.#lookAt(event.id)}
      >
        <span>${describe(event)}</span>
        <time>${time.format(event.at)}</time>
      </button>
    </li>`;
  }

  /** Appends one event that undoes everything after the chosen one. */
  #restore = async (): Promise<void> => {
    await this.journal.undo(this.state.history.since(this.seenAt!));
    this.#lookAt(undefined);
  };

  #lookAt(id: string | undefined): void {
    this.dispatchEvent(new CustomEvent("look-at", { detail: id }));
  }
}

function describe(event: NoteEvent): string {
  if (event.type === "note.written") return `Wrote “${titleOf(event.text) || "nothing"}”`;
  if (event.type === "note.pinned") return event.pinned ? "Pinned a note" : "Unpinned a note";
  return event.type === "note.created" ? "Created a note" : "Deleted a note";
}

customElements.define("history-panel", HistoryPanel);
