import { css, html, LitElement, type nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Lifeline } from "../../../src/protocol/inspection/lifeline.ts";
import type { Timeline } from "../../../src/protocol/inspection/timeline.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Connected } from "../connection/connected.ts";
import { explainInLine } from "../explain.ts";
import "./stream-lifeline.ts";
import "./timeline-chart.ts";
import { controls } from "../style/controls.ts";

const buckets = 160;
/** The interval in milliseconds at which a growing stream is redrawn: each time costs the store some work. */
const redrawMs = 2000;

/** The timeline and history of a stream, redrawn as it changes. Fires `seek-offset` (`detail`: an offset). */
export class StreamActivity extends LitElement {
  static override properties = {
    connection: { attribute: false },
    info: { attribute: false },
    timeline: { state: true },
    lifeline: { state: true },
    problem: { state: true },
  };

  declare connection: Connected;
  declare info: StreamInfo;
  declare private timeline: Timeline | undefined;
  declare private lifeline: Lifeline | undefined;
  declare private problem: unknown;
  #drawnState = "";
  #drawing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        flex: none;
        border-bottom: 1px solid var(--line);
      }
      p {
        padding: 8px 12px;
        color: var(--text-quiet);
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("info")) this.#drawSoon();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.problem) return html`<p role="alert">${explainInLine(this.problem)}</p>`;
    if (!this.lifeline) return html`<p>Loading…</p>`;
    return html`
      ${
        this.timeline && this.timeline.buckets.length > 0
          ? html`<timeline-chart
              .timeline=${this.timeline}
              @seek-offset=${(event: CustomEvent<string>) => this.dispatchEvent(new CustomEvent("seek-offset", event))}
            ></timeline-chart>`
          : html`<p>No activity to show.</p>`
      }
      <stream-lifeline .lifeline=${this.lifeline} .now=${Date.now()}></stream-lifeline>
    `;
  }

  #drawSoon(): void {
    const { id, tailOffset, startOffset, closed, path } = this.info;
    const state = JSON.stringify([path, id, tailOffset, startOffset, closed]);
    if (state === this.#drawnState || this.#timer !== undefined || this.#drawing) return;
    const isOtherStream = !this.#drawnState.startsWith(JSON.stringify([path, id]).slice(0, -1));
    if (isOtherStream) this.timeline = this.lifeline = undefined;
    this.#timer = setTimeout(() => void this.#draw(state), isOtherStream ? 0 : redrawMs);
  }

  async #draw(state: string): Promise<void> {
    this.#timer = undefined;
    this.#drawing = true;
    this.#drawnState = state;
    const { path } = this.info;
    const { inspection } = this.connection;
    try {
      const [timeline, lifeline] = await Promise.all([
        inspection.timeline(path, { buckets }),
        inspection.lifeline(path),
      ]);
      if (path !== this.info.path) return;
      this.timeline = timeline;
      this.lifeline = lifeline;
      this.problem = undefined;
    } catch (error) {
      if (path === this.info.path) this.problem = error;
    } finally {
      this.#drawing = false;
      if (this.isConnected) this.#drawSoon();
    }
  }
}

customElements.define("stream-activity", StreamActivity);
