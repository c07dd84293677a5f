import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Subscription } from "rxjs";
import type { SlowOperation, StoreHealth, WindowHealth } from "../../../src/protocol/inspection/health.ts";
import type { VerifyProgress } from "../../../src/protocol/inspection/verify.ts";
import type { Connected } from "../connection/connected.ts";
import { visibleText } from "../content/text.ts";
import { messageOf } from "../explain.ts";
import {
  formatBytes,
  formatCount,
  formatExactBytes,
  formatMilliseconds,
  formatQuantity,
} from "../format/numbers.ts";
import { formatClock, formatExactDate } from "../format/times.ts";
import { ago } from "../live/countdown.ts";
import { controls } from "../style/controls.ts";
import { fact } from "../style/fact.ts";
import { pageStyles } from "../style/page.ts";
import { tableStyles } from "../style/table.ts";
import { emptyState, emptyStyles } from "../style/empty-state.ts";
import { healthViewStyles } from "./health-view-styles.ts";

/** The state of the store: its file, maintenance, integrity, connections and slow operations. */
export class HealthView extends LitElement {
  static override properties = {
    connection: { attribute: false },
    health: { attribute: false },
    canManage: { attribute: false },
    running: { state: true },
    result: { state: true },
    problem: { state: true },
    check: { state: true },
    checking: { state: true },
  };

  declare connection: Connected;
  declare health: StoreHealth | undefined;
  declare canManage: boolean;
  declare private running: "cleanUp" | "compact" | undefined;
  declare private result: string;
  declare private problem: string | undefined;
  declare private check: VerifyProgress | undefined;
  declare private checking: boolean;
  #checked: Subscription | undefined;

  static override styles = [controls, pageStyles, tableStyles, emptyStyles, healthViewStyles];

  constructor() {
    super();
    this.result = "";
    this.checking = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopCheck();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("connection")) this.#stopCheck();
  }

  protected override render(): TemplateResult {
    const { health } = this;
    if (!health) return emptyState("Loading…");
    return html`
      <h2>Health</h2>
      <div class="cards">${this.#file(health)}${this.#maintenance(health)}${this.#integrity()}</div>
      <p class="result" role="status">${this.result}</p>
      ${this.problem === undefined ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      <h3 id="windows">Open cursors by window</h3>
      ${windowTable(health.windows)}
      <h3 id="slowest">Slowest operations</h3>
      ${health.slowest.length === 0 ? html`<p class="quiet">None measured yet.</p>` : slowTable(health.slowest)}
    `;
  }

  #file(health: StoreHealth): TemplateResult {
    const free = health.freePages * health.pageBytes;
    return html`<section class="card" aria-labelledby="file">
      <h3 id="file">File</h3>
      <dl>
        ${fact("Database", formatBytes(health.fileBytes), { title: formatExactBytes(health.fileBytes) })}
        ${fact("Free pages", `${formatCount(health.freePages)} (${formatBytes(free)})`, { title: formatExactBytes(free) })}
        ${fact("WAL", formatBytes(health.walBytes), { title: formatExactBytes(health.walBytes) })}
        ${fact("Streams", formatCount(health.streams))}
        ${fact("Live readers", formatCount(health.subscriptions))}
        ${health.invalidMessages > 0 ? fact("Messages that did not fit their schema", formatCount(health.invalidMessages)) : nothing}
      </dl>
    </section>`;
  }

  #maintenance({ lastCleanup, lastCompaction }: StoreHealth): TemplateResult {
    return html`<section class="card" aria-labelledby="maintenance">
      <h3 id="maintenance">Maintenance</h3>
      <dl>
        ${fact("Last cleanup", lastCleanup ? html`${ago(lastCleanup.at)}, ${formatCount(lastCleanup.removedStreams)} removed` : "Not yet")}
        ${fact("Last compaction", lastCompaction ? html`${ago(lastCompaction.at)}, ${formatBytes(lastCompaction.freedBytes)} freed` : "Not yet")}
      </dl>
      ${
        this.canManage
          ? html`<div class="buttons">
              <button ?disabled=${this.running !== undefined} @click=${() => void this.#cleanUp()}>
                ${this.running === "cleanUp" ? "Cleaning up…" : "Clean up"}
              </button>
              <button ?disabled=${this.running !== undefined} @click=${() => void this.#compact()}>
                ${this.running === "compact" ? "Compacting…" : "Compact"}
              </button>
            </div>`
          : nothing
      }
    </section>`;
  }

  #integrity(): TemplateResult {
    const { check } = this;
    return html`<section class="card" aria-labelledby="integrity">
      <h3 id="integrity">Integrity</h3>
      <p role="status">${this.#verdict()}</p>
      ${this.checking ? html`<progress aria-label="Integrity check" max=${Math.max(1, check?.total ?? 1)} .value=${check?.checked ?? 0}></progress>` : nothing}
      ${
        check && check.problems.length > 0
          ? html`<ul class="problem">
              ${check.problems.slice(0, 100).map(({ path, message }) => html`<li>${path === undefined ? "" : `${visibleText(path)}: `}${visibleText(message)}</li>`)}
            </ul>`
          : nothing
      }
      <div class="buttons">
        ${this.checking ? html`<button @click=${() => this.#stopCheck()}>Cancel</button>` : html`<button @click=${() => this.#startCheck()}>Check store</button>`}
      </div>
    </section>`;
  }

  #verdict(): string {
    const { check } = this;
    if (!check) return this.checking ? "Checking…" : "Reads the entire store without changing it.";
    const problems = check.problems.length;
    const found = problems === 0 ? "no problems" : formatQuantity(problems, "problem");
    if (check.done) return `Check finished: ${found} found.`;
    const percent = Math.floor((check.checked / Math.max(1, check.total)) * 100);
    return `${this.checking ? "Checking" : "Stopped"}: ${percent}%, ${found} so far.`;
  }

  async #cleanUp(): Promise<void> {
    await this.#run("cleanUp", async () => {
      const { removedStreams, durationMs } = await this.connection.inspection.cleanUp();
      return `Cleaned up in ${Math.round(durationMs)} ms: ${formatQuantity(removedStreams, "expired stream")} removed.`;
    });
  }

  async #compact(): Promise<void> {
    await this.#run("compact", async () => {
      const { freedBytes, durationMs } = await this.connection.inspection.compact();
      return `Compacted in ${Math.round(durationMs)} ms: ${formatBytes(freedBytes)} freed.`;
    });
  }

  async #run(name: "cleanUp" | "compact", work: () => Promise<string>): Promise<void> {
    this.running = name;
    this.problem = undefined;
    try {
      this.result = await work();
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.running = undefined;
    }
  }

  #startCheck(): void {
    this.check = undefined;
    this.checking = true;
    this.#checked = this.connection.inspection.verify$().subscribe({
      next: (progress) => (this.check = progress),
      error: (error: unknown) => {
        this.problem = messageOf(error);
        this.checking = false;
      },
      complete: () => (this.checking = false),
    });
  }

  #stopCheck(): void {
    this.#checked?.unsubscribe();
    this.checking = false;
  }
}

customElements.define("health-view", HealthView);

function windowTable(windows: readonly WindowHealth[]): TemplateResult {
  return html`<table aria-labelledby="windows">
    <thead>
      <tr>
        <th scope="col">Window</th>
        <th scope="col" class="number">Cursors</th>
        <th scope="col" class="number">Open calls</th>
      </tr>
    </thead>
    <tbody>
      ${windows.map(
        ({ label, cursors, calls }) =>
          html`<tr>
            <td>${visibleText(label)}</td>
            <td class="number">${formatCount(cursors)}</td>
            <td class="number">${formatCount(calls)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function slowTable(slowest: readonly SlowOperation[]): TemplateResult {
  return html`<table aria-labelledby="slowest">
    <thead>
      <tr>
        <th scope="col">Operation</th>
        <th scope="col">Stream</th>
        <th scope="col" class="number">Duration</th>
        <th scope="col">Time</th>
      </tr>
    </thead>
    <tbody>
      ${slowest.map(
        ({ operation, path, durationMs, at }) =>
          html`<tr>
            <td class="mono">${operation}</td>
            <td class="path">${path === undefined ? "" : visibleText(path)}</td>
            <td class="number">${formatMilliseconds(durationMs)}</td>
            <td title=${formatExactDate(new Date(at))}>${formatClock(at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
