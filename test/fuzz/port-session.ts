import type { Batch, ServerMessage } from "../../src/protocol/ipc.ts";
import { checkServerMessage, checkValue, InvalidAnswer } from "./answers.ts";
import type { Draft } from "./ipc-messages.ts";
import type { Acknowledged } from "./store-invariants.ts";

interface Sent {
  readonly kind: unknown;
  /** The operation or cursor. */
  readonly name: unknown;
  readonly path: unknown;
  readonly answers: ServerMessage[];
  /** Other messages with the same id: each may be refused under it. */
  others: number;
}

const patienceMs = 20_000;
const lastId = 1_000_000;

/** One conversation over a port: what was sent, and whether each answer to it may be one. */
export class PortSession {
  readonly acknowledged: Acknowledged[] = [];
  readonly #post: (value: unknown) => void;
  readonly #sent = new Map<number, Sent>();
  readonly #withoutId: ServerMessage[] = [];
  #expectedWithoutId = 0;
  #nextId = 1;
  #wake: () => void = () => {};
  #invalid: unknown;

  constructor(post: (value: unknown) => void) {
    this.#post = post;
  }

  /** Everything that arrives. */
  receive(batch: unknown): void {
    try {
      for (const message of batch as Batch<ServerMessage>) this.#take(message);
    } catch (error) {
      this.#invalid ??= error;
    }
    this.#wake();
  }

  send(drafts: readonly Draft[]): void {
    const batch = drafts.map((draft) => ("garbage" in draft ? draft.garbage : this.#withId(draft)));
    try {
      this.#post(batch);
    } catch (error) {
      // Nothing was sent: it holds what has no clone.
      if (!(error instanceof DOMException && error.name === "DataCloneError")) throw error;
      for (const message of batch) this.#sent.delete((message as { id: number }).id);
      return;
    }
    this.#expectedWithoutId += batch.filter((message) => !hasId(message)).length;
  }

  sendNoBatch(value: unknown): void {
    this.#post(value);
    this.#expectedWithoutId++;
  }

  /** Until all is answered, and what came twice or too much would have come as well. @throws InvalidAnswer */
  async finish(): Promise<void> {
    await this.#until(() => this.#isAnswered());
    this.#sent.set(lastId, { kind: "call", name: "list", path: undefined, answers: [], others: 0 });
    this.#post([{ kind: "call", id: lastId, operation: "list", args: [] }]);
    await this.#until(() => this.#sent.get(lastId)!.answers.length > 0);
    if (this.#withoutId.length !== this.#expectedWithoutId)
      throw new InvalidAnswer(
        `${this.#withoutId.length} of ${this.#expectedWithoutId} answers without an id`,
      );
    for (const [id, sent] of this.#sent) checkCount(id, sent);
  }

  #withId({ message, target }: Extract<Draft, { message: object }>): object {
    const { kind, operation, cursor, args } = message as Record<string, unknown>;
    const aims =
      ["credit", "cancel", "passed"].includes(kind as string) &&
      target !== undefined &&
      target < this.#nextId - 1;
    const id = aims ? this.#nextId - 1 - target : this.#nextId++;
    const path = Array.isArray(args) ? (args[0] as unknown) : undefined;
    const known = this.#sent.get(id);
    if (known) known.others++;
    else
      this.#sent.set(id, { kind, name: kind === "call" ? operation : cursor, path, answers: [], others: 0 });
    if (kind === "passed") this.#expectedWithoutId++;
    return { ...message, id };
  }

  #take(message: ServerMessage): void {
    checkServerMessage(message);
    if (message.kind === "mark") this.#post([{ kind: "passed", id: message.id }]);
    if (!("id" in message) || message.kind === "mark") return;
    if (message.id === 0) return void this.#withoutId.push(message);
    const sent = this.#sent.get(message.id);
    if (!sent) throw new InvalidAnswer(`an answer to ${message.id}, which was never sent`);
    sent.answers.push(message);
    if (!("value" in message)) return;
    checkValue(sent.name as string, message.value);
    const { offset } = (message.value ?? {}) as { offset?: string };
    if (sent.name === "append") this.acknowledged.push({ path: sent.path as string, offset: offset! });
  }

  #isAnswered(): boolean {
    for (const { kind, answers } of this.#sent.values())
      if (kind === "call" && answers.length === 0) return false;
    return this.#withoutId.length >= this.#expectedWithoutId;
  }

  async #until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!condition()) {
      if (this.#invalid !== undefined) throw this.#invalid;
      if (Date.now() > deadline) throw new InvalidAnswer("an answer is missing");
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.#invalid !== undefined) throw this.#invalid;
  }
}

/** A call is answered once; a cursor ends once at the most; the rest is answered only if it is refused. */
function checkCount(id: number, { kind, answers, others }: Sent): void {
  const kinds = answers.map((answer) => answer.kind);
  const count = (wanted: string) => kinds.filter((answer) => answer === wanted).length;
  const final = count("result") + count("error") + count("end");
  const isRight =
    kind === "call"
      ? count("next") + count("end") === 0 && count("result") <= 1 && final >= 1 && final <= 1 + others
      : kind === "open"
        ? count("result") === 0 && final <= 1 + others
        : kinds.length === count("error") && final <= 1 + others;
  if (!isRight)
    throw new InvalidAnswer(`${String(kind)} ${id} was answered with ${kinds.join(", ") || "nothing"}`);
}

function hasId(message: unknown): boolean {
  const id = (message as { id?: unknown } | null | undefined)?.id;
  return Number.isSafeInteger(id) && (id as number) > 0;
}
