import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type {
  ReplicationAction,
  ReplicationDirection,
  ReplicationState,
  ReplicationStatus,
  StreamReplication,
} from "../../../src/protocol/replication.ts";
import { visibleText } from "../content/text.ts";
import { formatBytes, formatCount, formatExactBytes } from "../format/numbers.ts";
import { formatExactDate } from "../format/times.ts";
import { ago, countdown } from "../live/countdown.ts";

export const stateLabels: Readonly<Record<ReplicationState | "online", string>> = {
  online: "Online",
  starting: "Starting",
  syncing: "Syncing",
  upToDate: "Up to date",
  waiting: "Waiting",
  offline: "Offline",
  paused: "Paused",
  stopped: "Stopped",
  complete: "Complete",
};

const directionLabels: Readonly<Record<ReplicationDirection, string>> = { push: "Push", pull: "Pull" };

interface TableOptions {
  readonly name: string;
  readonly server: ReplicationStatus["server"];
  readonly canManage: boolean;
  readonly control: (path: string, action: ReplicationAction) => void;
  readonly open: (path: string) => void;
}

/** A table with a row for each stream. */
export function replicationTable(
  streams: readonly StreamReplication[],
  options: TableOptions,
): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${`${options.name}: streams`}>
    <table>
      <thead>
        <tr>
          <th scope="col" class="path">Stream</th>
          <th scope="col" class="word">Direction</th>
          <th scope="col" class="word">State</th>
          <th scope="col" class="number">Messages behind</th>
          <th scope="col" class="number">Bytes behind</th>
          <th scope="col" class="time">Behind since</th>
          <th scope="col">Last error</th>
          <th scope="col" class="time">Next attempt</th>
          ${options.canManage ? html`<th scope="col" class="actions">Actions</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${repeat(
          streams,
          ({ path }) => path,
          (stream) => row(stream, options),
        )}
      </tbody>
    </table>
  </div>`;
}

function row(stream: StreamReplication, { server, canManage, control, open }: TableOptions): TemplateResult {
  const { path, direction, state, lag, error, lastSuccessAt, remoteUrl } = stream;
  const next = stream.nextAttemptAt ?? (state === "waiting" ? server.nextAttemptAt : undefined);
  return html`<tr>
    <th scope="row" class="path">
      <button class="link" title=${remoteUrl} @click=${() => open(path)}>${visibleText(path)}</button>
    </th>
    <td>${directionLabels[direction]}</td>
    <td
      title=${lastSuccessAt === undefined ? nothing : `Last success: ${formatExactDate(new Date(lastSuccessAt))}`}
    >
      <span class="state ${state}">${stateLabels[state]}</span>
    </td>
    <td class="number">${lag.messages === undefined ? unknown() : formatCount(lag.messages)}</td>
    <td class="number" title=${lag.bytes === undefined ? nothing : formatExactBytes(lag.bytes)}>
      ${lag.bytes === undefined ? unknown() : formatBytes(lag.bytes)}
    </td>
    <td title=${lag.since === undefined ? nothing : formatExactDate(new Date(lag.since))}>
      ${lag.since === undefined ? "" : ago(lag.since)}
    </td>
    <td class="error">
      ${error ? html`<span class="code">${error.code}</span> ${visibleText(error.message)}` : ""}
    </td>
    <td>${next === undefined ? "" : html`in ${countdown(new Date(next))}`}</td>
    ${canManage ? html`<td class="actions">${buttons(stream, control)}</td>` : nothing}
  </tr>`;
}

function buttons({ path, state }: StreamReplication, control: TableOptions["control"]): TemplateResult {
  if (state === "paused")
    return html`<button aria-label=${`Resume ${path}`} @click=${() => control(path, "resume")}>
      Resume
    </button>`;
  return html`<button aria-label=${`Pause ${path}`} @click=${() => control(path, "pause")}>Pause</button>
    <button aria-label=${`Retry now: ${path}`} @click=${() => control(path, "retryNow")}>Retry now</button>`;
}

/** A server does not report how much a pull has left. */
function unknown(): TemplateResult {
  return html`<span title="Not reported by the server">—</span>`;
}
