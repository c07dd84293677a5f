import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Lifeline } from "../../../src/protocol/inspection/lifeline.ts";
import { formatCount, formatQuantity } from "../format/numbers.ts";
import { formatDate, formatExactDate } from "../format/times.ts";
import { fireStreamOpen } from "../stream-open.ts";
import { controls } from "../style/controls.ts";

interface Mark {
  readonly at: number;
  readonly kind: "created" | "forked" | "floor" | "last" | "expires" | "now" | "fork";
  readonly text: string;
}

/** The history of a stream on a line, from left to right. Fires `stream-open` for a clicked fork. */
export class StreamLifeline extends LitElement {
  static override properties = {
    lifeline: { attribute: false },
    now: { attribute: false },
  };

  declare lifeline: Lifeline;
  declare now: number;

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: 2px 12px 6px;
      }
      .track {
        position: relative;
        height: 16px;
        margin: 0 6px;
      }
      .track::before {
        position: absolute;
        inset: 7px 0;
        border-radius: 1px;
        background: var(--line);
        content: "";
      }
      .kept {
        position: absolute;
        top: 6px;
        height: 4px;
        border-radius: 2px;
        background: var(--accent);
        opacity: 0.55;
      }
      .mark {
        position: absolute;
        top: 3px;
        width: 10px;
        height: 10px;
        border: 2px solid var(--accent);
        border-radius: 50%;
        background: var(--surface);
        transform: translateX(-5px);
      }
      .mark.expires {
        border-color: var(--warn);
      }
      .mark.floor {
        border-color: var(--chart-bytes);
        border-radius: 2px;
      }
      .mark.now {
        width: 2px;
        border: 0;
        border-radius: 0;
        background: var(--text-quiet);
        transform: none;
      }
      .mark.fork,
      .mark.forked {
        border-color: var(--json-literal);
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 1px 16px;
        margin: 2px 0 0;
        padding: 0;
        color: var(--text-quiet);
        font-size: 11.5px;
        list-style: none;
      }
      b {
        color: var(--text);
        font-weight: 500;
      }
      .forks {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-top: 4px;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const marks = marksOf(this.lifeline, this.now);
    const from = Math.min(...marks.map(({ at }) => at));
    const to = Math.max(...marks.map(({ at }) => at), from + 1);
    const place = (at: number) => ((at - from) / (to - from)) * 100;
    const { firstAppendAt, lastAppendAt, forks } = this.lifeline;
    return html`
      <div class="track" aria-hidden="true">
        ${
          firstAppendAt === undefined
            ? nothing
            : html`<div
                class="kept"
                .style=${`left: ${place(firstAppendAt)}%; width: ${place(lastAppendAt!) - place(firstAppendAt)}%`}
              ></div>`
        }
        ${marks.map(({ at, kind, text }) => html`<div class="mark ${kind}" title=${`${text}: ${formatExactDate(new Date(at))}`} .style=${`left: ${place(at)}%`}></div>`)}
      </div>
      <ol aria-label="Stream history">
        ${marks.filter(({ kind }) => kind !== "fork" && kind !== "now").map(({ at, text }) => html`<li><b>${text}</b> ${formatDate(new Date(at))}</li>`)}
        ${this.lifeline.info.closed ? html`<li><b>Closed</b> nothing can be appended</li>` : nothing}
      </ol>
      ${
        forks.length === 0
          ? nothing
          : html`<div class="forks">
              <span>${formatQuantity(forks.length, "fork")}:</span>
              ${forks.slice(0, 20).map(({ path, offset }) => html`<button class="link" title=${`Forked at ${offset}`} @click=${() => fireStreamOpen(this, path)}>${path}</button>`)}
            </div>`
      }
    `;
  }
}

customElements.define("stream-lifeline", StreamLifeline);

function marksOf(
  { info, firstAppendAt, lastAppendAt, forkedAtAppend, droppedMessages, forks }: Lifeline,
  now: number,
) {
  const marks: Mark[] = [
    { at: info.createdAt.getTime(), kind: "created", text: info.fork ? "Forked" : "Created" },
  ];
  if (forkedAtAppend !== undefined)
    marks.push({ at: forkedAtAppend, kind: "forked", text: "Inherited up to" });
  if (firstAppendAt !== undefined) {
    const text =
      droppedMessages > 0
        ? `First message (${formatCount(droppedMessages)} dropped before)`
        : "First message";
    marks.push({ at: firstAppendAt, kind: "floor", text });
  }
  if (lastAppendAt !== undefined) marks.push({ at: lastAppendAt, kind: "last", text: "Last message" });
  for (const fork of forks) marks.push({ at: fork.createdAt, kind: "fork", text: `Fork ${fork.path}` });
  marks.push({ at: now, kind: "now", text: "Now" });
  if (info.deadline) marks.push({ at: info.deadline.getTime(), kind: "expires", text: "Expires" });
  return marks.toSorted((a, b) => a.at - b.at);
}
