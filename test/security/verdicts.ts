import type { ServerMessage } from "../../src/protocol/ipc/messages.ts";
import type { Access } from "../../src/protocol/operations.ts";
import type { HttpAnswer } from "./ask.ts";
import type { HttpRequest } from "./http-requests.ts";
import { nameOf, type PortRequest } from "./port-requests.ts";

export const levels: readonly Access[] = ["none", "read", "append", "manage"];

/** By the name of the request: `"allowed"`, or the code or status of its refusal. */
export type Verdicts = Record<string, string>;

export function suffices(given: Access, needed: Access): boolean {
  return levels.indexOf(given) >= levels.indexOf(needed);
}

/** Verdicts from the status of each answer. */
export function verdictsInHttp(answers: readonly HttpAnswer[]): Verdicts {
  return Object.fromEntries(
    answers.map(({ name, status }) => [name, status < 300 ? "allowed" : String(status)]),
  );
}

/** The expected verdicts for a caller with access `given` to every stream. */
export function expectedOver(requests: readonly PortRequest[], given: Access): Verdicts {
  return Object.fromEntries(
    requests.map((request) => [nameOf(request), suffices(given, request.needs) ? "allowed" : "FORBIDDEN"]),
  );
}

export function expectedInHttp(requests: readonly HttpRequest[], given: Access): Verdicts {
  return Object.fromEntries(
    requests.map(({ name, needs }) => {
      if (typeof needs === "number") return [name, needs === 200 ? "allowed" : String(needs)];
      return [name, suffices(given, needs) ? "allowed" : "403"];
    }),
  );
}

/** Verdicts from the first answer to each request, by ids from 1, or from the answer that refused the port. */
export function verdictsOf(requests: readonly PortRequest[], answers: readonly ServerMessage[]): Verdicts {
  const refused = answers.find(({ kind }) => kind === "refused");
  return Object.fromEntries(
    requests.map((request, n) => {
      const answer = refused ?? answers.find((message) => "id" in message && message.id === n + 1);
      if (!answer) return [nameOf(request), "no answer"];
      return [nameOf(request), "error" in answer ? answer.error.code : "allowed"];
    }),
  );
}
