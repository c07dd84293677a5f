import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { live } from "lit/directives/live.js";
import type { Note } from "../journal/notes.ts";
import { controls } from "./controls.ts";
import type { Journal } from "./journal.ts";

/** A pause of this many milliseconds ends a change, which becomes one event and one undo step. */
const pauseMs = 400;

export class NoteEditor extends LitElement {
  static override properties = { journal: {}, note: {}, readonly: { type: Boolean } };
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex: 1;
        flex-direction: column;
        min-height: 0;
      }
      div {
        display: flex;
        gap: 8px;
        align-items: center;
        padding: 0 14px 0 40px;
        color: var(--muted);
        font-size: 12px;
      }
      time {
        flex: 1;
      }
      textarea {
        flex: 1;
        padding: 14px 40px 40px;
        border: 0;
        outline: 0;
        background: none;
        color: inherit;
        font: 16px/1.65 var(--text);
        resize: none;
      }
      p {
        margin: auto;
        color: var(--muted);
      }
    `,
  ];

  declare journal: Journal;
  declare note: Note | undefined;
  declare readonly: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Typed text that is not an event yet. */
  #draft: { readonly note: string; readonly text: string } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("pagehide", this.#leave);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("pagehide", this.#leave);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("note") && this.#draft && this.#draft.note !== this.note?.id) void this.save();
  }

  override render() {
    const { note } = this;
    if (!note) return html`<p>Write something down. It is kept the moment you pause.</p>`;
    const changed = new Date(note.changedAt);
    return html`<div>
        <time datetime=${changed.toISOString()}>${changed.toLocaleString()}</time>
        ${
          this.readonly
            ? nothing
            : html`<button @click=${() => this.#pin(note)}>${note.pinned ? "Unpin" : "Pin"}</button>
                <button @click=${() => this.#delete(note)}>Delete</button>`
        }
      </div>
      <textarea
        aria-label="Note"
        placeholder="The first line is the title"
        ?readonly=${this.readonly}
        .value=${live(this.#draft?.note === note.id && !this.readonly ? this.#draft.text : note.text)}
        @input=${(event: InputEvent) => this.#type(note, (event.target as HTMLTextAreaElement).value)}
        @blur=${() => this.save()}
      ></textarea>`;
  }

  /** Appends the typed text as an event; resolves when it is on disk. If it could not be stored, it stays in the editor. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    const draft = this.#draft;
    if (!draft) return;
    const isSaved = await this.journal.append({ type: "note.written", ...draft });
    // Kept until the append resolves, or the text would jump; and if more was typed meanwhile.
    if (isSaved && this.#draft === draft) this.#draft = undefined;
  }

  #type(note: Note, text: string): void {
    this.#draft = { note: note.id, text };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), pauseMs);
  }

  async #pin(note: Note): Promise<void> {
    await this.journal.append({ type: "note.pinned", note: note.id, pinned: !note.pinned });
  }

  async #delete(note: Note): Promise<void> {
    await this.save();
    await this.journal.append({ type: "note.deleted", note: note.id });
  }

  #leave = (): void => void this.save();
}

customElements.define("note-editor", NoteEditor);

declare global {
  interface HTMLElementTagNameMap {
    "note-editor": NoteEditor;
  }
}
