import { css, html, LitElement, type nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Lifeline } from "../../../src/protocol/inspection/lifeline.ts";
import type { Timeline } from "../../../src/protocol/inspection/timeline.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Connected } from "../connection/connected.ts";
import { explain } from "../explain.ts";
import "./life-line.ts";
import "./timeline-chart.ts";
import { controls } from "../style/controls.ts";

const buckets = 160;
/** A stream that grows is drawn anew this often, in milliseconds; a drawing takes the store some time. */
const pace = 2000;

/** The pictures of one stream, drawn anew as it changes. `seek-offset` comes from the chart. */
export class StreamPictures extends LitElement {
  static override properties = {
    connection: { attribute: false },
    info: { attribute: false },
    timeline: { state: true },
    life: { state: true },
    problem: { state: true },
  };

  declare connection: Connected;
  declare info: StreamInfo;
  declare private timeline: Timeline | undefined;
  declare private life: Lifeline | undefined;
  declare private problem: unknown;
  #drawn = "";
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
    if (this.problem)
      return html`<p role="alert">${explain(this.problem).title}. ${explain(this.problem).text}</p>`;
    if (!this.life) return html`<p>Drawing…</p>`;
    return html`
      ${
        this.timeline && this.timeline.buckets.length > 0
          ? html`<timeline-chart
              .timeline=${this.timeline}
              @seek-offset=${(event: CustomEvent<string>) => this.dispatchEvent(new CustomEvent("seek-offset", event))}
            ></timeline-chart>`
          : html`<p>No messages to draw yet.</p>`
      }
      <life-line .life=${this.life} .now=${Date.now()}></life-line>
    `;
  }

  #drawSoon(): void {
    const { id, tailOffset, startOffset, closed, path } = this.info;
    const state = JSON.stringify([path, id, tailOffset, startOffset, closed]);
    if (state === this.#drawn || this.#timer !== undefined || this.#drawing) return;
    const isOther = !this.#drawn.startsWith(JSON.stringify([path, id]).slice(0, -1));
    if (isOther) this.timeline = this.life = undefined;
    this.#timer = setTimeout(() => void this.#draw(state), isOther ? 0 : pace);
  }

  async #draw(state: string): Promise<void> {
    this.#timer = undefined;
    this.#drawing = true;
    this.#drawn = state;
    const { path } = this.info;
    const { inspection } = this.connection;
    try {
      const [timeline, life] = await Promise.all([
        inspection.timeline(path, { buckets }),
        inspection.lifeline(path),
      ]);
      if (path !== this.info.path) return;
      this.timeline = timeline;
      this.life = life;
      this.problem = undefined;
    } catch (error) {
      if (path === this.info.path) this.problem = error;
    } finally {
      this.#drawing = false;
      if (this.isConnected) this.#drawSoon();
    }
  }
}

customElements.define("stream-pictures", StreamPictures);
