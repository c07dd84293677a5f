import { css, html, LitElement } from "lit";
import { titleOf, type Note } from "../journal/notes.ts";
import { controls } from "./controls.ts";

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

class NoteList extends LitElement {
  static override properties = { notes: {}, open: {} };
  static override styles = [
    controls,
    css`
      ul {
        margin: 0;
        padding: 0 10px 16px;
        list-style: none;
      }
      button {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 8px;
        width: 100%;
        padding: 9px 12px;
        border-color: transparent;
        background: none;
        text-align: start;
        white-space: normal;
      }
      button:hover {
        background: var(--hover);
      }
      button[aria-current="true"] {
        background: var(--selected);
      }
      strong,
      span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      strong {
        font-weight: 600;
      }
      time,
      span {
        color: var(--muted);
        font-size: 12px;
      }
      span {
        grid-column: 1 / -1;
      }
      p {
        padding: 0 22px;
        color: var(--muted);
      }
    `,
  ];

  declare notes: readonly Note[];
  declare open: string | undefined;

  override render() {
    if (this.notes.length === 0) return html`<p>No notes yet.</p>`;
    return html`<ul>
      ${this.notes.map(
        (note) =>
          html`<li>
            <button aria-current=${note.id === this.open} @click=${() => this.#choose(note.id)}>
              <strong>${note.pinned ? "★ " : ""}${titleOf(note.text) || "New note"}</strong>
              <time>${shortTime(note.changedAt)}</time>
              <span>${secondLine(note.text)}</span>
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #choose(id: string): void {
    this.dispatchEvent(new CustomEvent("open-note", { detail: id }));
  }
}

function shortTime(at: number): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return (isToday ? time : day).format(at);
}

function secondLine(text: string): string {
  return (
    text
      .trim()
      .split("\n")
      .slice(1)
      .find((line) => line.trim() !== "") ?? "No more text"
  );
}

customElements.define("note-list", NoteList);
