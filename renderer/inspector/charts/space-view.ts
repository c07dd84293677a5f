import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { SpaceMap } from "../../../src/protocol/inspection/space-map.ts";
import type { Connected } from "../connection/connected.ts";
import { explain } from "../explain.ts";
import { formatBytes, formatExactBytes, formatQuantity } from "../format/numbers.ts";
import "./space-table.ts";
import "./space-treemap.ts";
import { controls } from "../style/controls.ts";
import { emptyState, emptyStyles } from "../style/empty-state.ts";

/** The streams in the table. The map sums up those that are too small for a tile. */
const maxStreams = 500;

/** Shows which streams take up the space of the store. */
export class SpaceView extends LitElement {
  static override properties = {
    connection: { attribute: false },
    map: { state: true },
    problem: { state: true },
    loading: { state: true },
  };

  declare connection: Connected;
  declare private map: SpaceMap | undefined;
  declare private problem: unknown;
  declare private loading: boolean;

  static override styles = [
    controls,
    emptyStyles,
    css`
      :host {
        display: flex;
        flex: 1;
        flex-direction: column;
        min-height: 0;
        container: space / inline-size;
      }
      .panes {
        display: flex;
        flex: 1;
        min-height: 0;
        border-top: 1px solid var(--line);
      }
      space-table {
        flex: 0 0 clamp(320px, 36%, 560px);
        border-inline-end: 1px solid var(--line);
      }
      space-treemap {
        margin: 12px;
      }
      @container space (width < 760px) {
        .panes {
          flex-direction: column;
        }
        space-table {
          order: 1;
          flex: 1 1 0;
          border-inline-end: 0;
          border-top: 1px solid var(--line);
        }
      }
      header {
        display: flex;
        flex: none;
        align-items: center;
        gap: 14px;
        padding: 10px 12px;
      }
      h2 {
        font-size: 14px;
        font-weight: 600;
      }
      p {
        color: var(--text-quiet);
      }
      button {
        margin-inline-start: auto;
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("connection")) void this.#load();
  }

  protected override render(): TemplateResult {
    const { map } = this;
    return html`
      <header>
        <h2>Space</h2>
        ${map ? html`<p title=${formatExactBytes(map.totalBytes)}>${formatBytes(map.totalBytes)} in ${formatQuantity(map.streams, "stream")}; data shared by forks is counted once per fork</p>` : nothing}
        <button ?disabled=${this.loading} @click=${() => void this.#load()}>Refresh</button>
      </header>
      ${this.problem === undefined ? nothing : this.#failure()} ${this.#content()}
    `;
  }

  #failure(): TemplateResult {
    const { title, text } = explain(this.problem);
    return emptyState(title, text, { isAlert: true });
  }

  #content(): TemplateResult | typeof nothing {
    const { map } = this;
    if (!map) return this.loading ? emptyState("Measuring…") : nothing;
    if (map.totalBytes === 0) return emptyState("All streams are empty.");
    return html`<div class="panes">
      <space-table .map=${map}></space-table>
      <space-treemap .map=${map}></space-treemap>
    </div>`;
  }

  async #load(): Promise<void> {
    this.loading = true;
    this.problem = undefined;
    try {
      this.map = await this.connection.inspection.spaceMap({ limit: maxStreams });
    } catch (error) {
      this.problem = error;
    } finally {
      this.loading = false;
    }
  }
}

customElements.define("space-view", SpaceView);
