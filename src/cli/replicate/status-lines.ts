import type { ReplicationStatus, StreamReplication } from "../../protocol/replication.ts";
import { counted } from "../terminal/counted.ts";

/** Tells what has changed since the status before it, a line for each stream and for the server. */
export function statusLines(): (status: ReplicationStatus) => string[] {
  const shown = new Map<string, string>();
  return ({ url, server, streams }) => {
    const { error } = server;
    // The server's error is that of all of its streams.
    const lines = streams.map((stream): [string, string] => [
      stream.path,
      lineOf(stream, error === undefined),
    ]);
    const problem = error ? `: ${error.message} (${error.code})` : "";
    // Empty for a server that has been reached all along.
    const isNews = server.state !== "online" || shown.has("");
    if (isNews) lines.unshift(["", `${url}: ${server.state}${problem}`]);
    return lines.flatMap(([subject, line]) => {
      if (shown.get(subject) === line) return [];
      shown.set(subject, line);
      return [line];
    });
  };
}

const states: Readonly<Record<StreamReplication["state"], string>> = {
  starting: "starting",
  syncing: "syncing",
  upToDate: "up to date",
  waiting: "waiting",
  offline: "offline",
  paused: "paused",
  stopped: "stopped",
  complete: "complete",
};

function lineOf(
  { path, direction, state, messages, lag, error }: StreamReplication,
  isOwnError: boolean,
): string {
  const moved = `${counted(messages, "message")} ${direction === "push" ? "pushed" : "pulled"}`;
  const left = lag.messages ? `, ${lag.messages} left` : "";
  const problem = error && isOwnError ? `: ${error.message} (${error.code})` : "";
  return `${path}: ${states[state]}, ${moved}${left}${problem}`;
}

/** Whether so many streams have the same messages on both sides, or what prevents it. */
export function outcomeOf(
  { server, streams }: ReplicationStatus,
  expected: number,
): {
  readonly isFinished: boolean;
  readonly error?: Error;
} {
  const failed = streams.find(({ error }) => error !== undefined);
  const error = server.error ?? failed?.error;
  if (error) {
    const subject = server.error ? "" : `${failed?.path}: `;
    return { isFinished: false, error: new Error(`${subject}${error.message} (${error.code})`) };
  }
  return {
    isFinished:
      streams.length === expected &&
      streams.every(({ state }) => state === "upToDate" || state === "complete"),
  };
}
