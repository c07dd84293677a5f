import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ReplicationAction, ReplicationStatus } from "../../../src/protocol/replication.ts";
import type { Connected } from "../connection/connected.ts";
import { visibleText } from "../content/text.ts";
import { messageOf } from "../explain.ts";
import { formatQuantity } from "../format/numbers.ts";
import { Observed } from "../live/observed.ts";
import { countdown } from "../live/countdown.ts";
import { fireStreamOpen } from "../stream-open.ts";
import { controls } from "../style/controls.ts";
import { pageStyles } from "../style/page.ts";
import { tableStyles } from "../style/table.ts";
import { emptyState, emptyStyles } from "../style/empty-state.ts";
import { chooseStreams } from "./choose-streams.ts";
import { replicationTable, stateLabels } from "./replication-table.ts";
import { replicationViewStyles } from "./replication-view-styles.ts";

/** The state of the app's replications, with buttons to pause, resume and retry them. Fires `stream-open`. */
export class ReplicationView extends LitElement {
  static override properties = {
    connection: { attribute: false },
    canManage: { attribute: false },
    filter: { state: true },
    problem: { state: true },
  };

  declare connection: Connected;
  declare canManage: boolean;
  declare private filter: string;
  declare private problem: string | undefined;
  readonly #statuses = new Observed<ReplicationStatus[]>(this);

  static override styles = [controls, pageStyles, tableStyles, emptyStyles, replicationViewStyles];

  constructor() {
    super();
    this.filter = "";
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("connection")) this.#statuses.observe(this.connection.streams.replication$());
  }

  protected override render(): TemplateResult {
    const { value, error } = this.#statuses;
    return html`
      <h2>Replication</h2>
      ${this.problem === undefined ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      ${error === undefined ? nothing : html`<p class="problem" role="alert">${messageOf(error)}</p>`}
      ${value ? this.#replications(value) : emptyState("Loading…")}
    `;
  }

  #replications(statuses: readonly ReplicationStatus[]): TemplateResult {
    if (statuses.length === 0)
      return emptyState(
        "No replications",
        html`Pass <code>replications</code> to <code>openInspector</code> to see them here.`,
      );
    return html`
      <div class="tools">
        <input
          type="search"
          aria-label="Filter replicated streams"
          placeholder="Filter by path"
          .value=${this.filter}
          @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)}
        />
        ${
          this.canManage
            ? html`<button @click=${() => void this.#control("", "pause")}>Pause all</button>
                <button @click=${() => void this.#control("", "resume")}>Resume all</button>
                <button @click=${() => void this.#control("", "retryNow")}>Retry all now</button>`
            : nothing
        }
      </div>
      ${statuses.map((status) => this.#replication(status))}
    `;
  }

  #replication(status: ReplicationStatus): TemplateResult {
    const { direction, url, server, streams } = status;
    const { shown, left } = chooseStreams(streams, this.filter);
    const name = direction === "push" ? `Push to ${url}` : `Pull from ${url}`;
    const { error, nextAttemptAt, state } = server;
    return html`<section aria-label=${name}>
      <h3>${visibleText(name)}</h3>
      <p class="server">
        <span class="state ${state}">${stateLabels[state]}</span>
        ${error ? html`<span class="code">${error.code}</span> ${visibleText(error.message)}` : nothing}
        ${nextAttemptAt === undefined ? nothing : html`<span class="quiet">next attempt in ${countdown(new Date(nextAttemptAt))}</span>`}
      </p>
      ${replicationTable(shown, {
        name,
        server,
        canManage: this.canManage,
        control: (path, action) => void this.#control(path, action),
        open: (path) => fireStreamOpen(this, path),
      })}
      ${left === 0 ? nothing : html`<p class="quiet">${formatQuantity(left, "more stream")}. Filter by path to see them.</p>`}
    </section>`;
  }

  async #control(path: string, action: ReplicationAction): Promise<void> {
    this.problem = undefined;
    try {
      await this.connection.streams.controlReplication(path, action);
    } catch (error) {
      this.problem = messageOf(error);
    }
  }
}

customElements.define("replication-view", ReplicationView);
