import { html, LitElement, nothing } from "lit";
import { connectStreams } from "electron-durable-streams/renderer";
import { foldNotes, inOrder, type Notes } from "../journal/notes.ts";
import { appStyles } from "./app-styles.ts";
import { Journal, type JournalState } from "./journal.ts";
import { controls } from "./controls.ts";
import "./history-panel.ts";
import "./note-editor.ts";
import "./note-list.ts";

/** The window: the list of notes, the open note, and the history. */
class JournalApp extends LitElement {
  static override properties = {
    journal: { state: true },
    state: { state: true },
    open: { state: true },
    seenAt: { state: true },
    showsHistory: { state: true },
    problem: { state: true },
  };
  static override styles = [controls, appStyles];

  declare journal: Journal | undefined;
  declare state: JournalState | undefined;
  declare open: string | undefined;
  /** Shows the journal as it was at this event; undefined shows it as it is now. */
  declare seenAt: string | undefined;
  declare showsHistory: boolean;
  /** Why the window could not connect. */
  declare problem: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.showsHistory = false;
    window.addEventListener("keydown", this.#onKey);
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#onKey);
    this.journal?.close();
  }

  override render() {
    const { state, journal } = this;
    if (!state || !journal) return this.problem ?? nothing;
    const notes = this.#notes(state);
    const list = inOrder(notes);
    const note = notes.get(this.open ?? "") ?? list[0];
    return html`
      <aside>
        <header>
          <h1>Journal</h1>
          <button class="primary" ?disabled=${this.seenAt !== undefined} @click=${this.#create}>
            New note
          </button>
        </header>
        <note-list
          .notes=${list}
          .open=${note?.id}
          @open-note=${(event: CustomEvent<string>) => (this.open = event.detail)}
        ></note-list>
      </aside>
      <main>
        ${this.#toolbar(state)}
        <note-editor .journal=${journal} .note=${note} ?readonly=${this.seenAt !== undefined}></note-editor>
      </main>
      ${
        this.showsHistory
          ? html`<history-panel
              .journal=${journal}
              .state=${state}
              .seenAt=${this.seenAt}
              @look-at=${(event: CustomEvent<string | null>) => (this.seenAt = event.detail ?? undefined)}
            ></history-panel>`
          : nothing
      }
    `;
  }

  #toolbar({ history, unsaved, problem, sharing }: JournalState) {
    const past = this.seenAt !== undefined;
    return html`<nav>
      <button ?disabled=${past || history.undoable.length === 0} @click=${this.#undo}>Undo</button>
      <button ?disabled=${past || history.redoable.length === 0} @click=${this.#redo}>Redo</button>
      <output class=${problem === undefined ? "" : "problem"}
        >${problem ?? (past ? "Viewing the past" : unsaved > 0 ? "Saving…" : "Saved")}</output
      >
      ${sharing === undefined ? nothing : html`<output>${sharing}</output>`}
      <button aria-pressed=${this.showsHistory} @click=${this.#toggleHistory}>History</button>
    </nav>`;
  }

  #notes(state: JournalState): Notes {
    return this.seenAt === undefined ? state.notes : foldNotes(state.history.counting(this.seenAt));
  }

  async #start(): Promise<void> {
    try {
      this.journal = new Journal(await connectStreams());
      this.journal.state$.subscribe((state) => (this.state = state));
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  #create = async (): Promise<void> => {
    const note = crypto.randomUUID();
    this.open = note;
    await this.journal!.append({ type: "note.created", note });
  };

  #undo = async (): Promise<void> => {
    // Appends typed text first: it is what the user wants to undo.
    await this.renderRoot.querySelector("note-editor")?.save();
    await this.journal!.undo();
  };

  #redo = (): Promise<boolean> => this.journal!.redo();

  #toggleHistory = (): void => {
    this.showsHistory = !this.showsHistory;
    this.seenAt = undefined;
  };

  #onKey = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || this.seenAt !== undefined)
      return;
    event.preventDefault();
    void (event.shiftKey ? this.#redo() : this.#undo());
  };
}

customElements.define("journal-app", JournalApp);
