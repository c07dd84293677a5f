import type { Batch, ServerMessage } from "../../src/protocol/ipc/messages.ts";
import { checkServerMessage, checkValue, InvalidAnswer } from "./answers.ts";
import type { Draft } from "./ipc-messages.ts";
import type { Acknowledged } from "./store-invariants.ts";

interface Sent {
  readonly kind: unknown;
  /** The operation or cursor. */
  readonly name: unknown;
  readonly path: unknown;
  /** The first id of a message that stands for several calls: if it is malformed, the answer has only this id. */
  readonly first: number | undefined;
  readonly answers: ServerMessage[];
  /** The number of other messages with the same id: each may be refused with it. */
  others: number;
}

const patienceMs = 20_000;
const lastId = 1_000_000;
/** A message with more appends is malformed. */
const maxAppends = 20_000;

/** One conversation over a port: records the messages, and checks the answers to them. */
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

  /** Takes each batch that arrives. */
  receive(batch: unknown): void {
    try {
      for (const message of batch as Batch<ServerMessage>) this.#take(message);
    } catch (error) {
      this.#invalid ??= error;
    }
    this.#wake();
  }

  send(drafts: readonly Draft[]): void {
    const known = this.#sent.size;
    const batch = drafts.map((draft) => ("garbage" in draft ? draft.garbage : this.#withId(draft)));
    try {
      this.#post(batch);
    } catch (error) {
      // The port has sent nothing: the batch holds a value that cannot be cloned.
      if (!(error instanceof DOMException && error.name === "DataCloneError")) throw error;
      for (const id of [...this.#sent.keys()].slice(known)) this.#sent.delete(id);
      return;
    }
    this.#expectedWithoutId += batch.filter((message) => !hasId(message)).length;
  }

  sendNoBatch(value: unknown): void {
    this.#post(value);
    this.#expectedWithoutId++;
  }

  /**
   * Waits for all answers, and for the answer to one more call: surplus answers arrive before it.
   *
   * @throws InvalidAnswer
   */
  async finish(): Promise<void> {
    await this.#until(() => this.#isAnswered());
    this.#add(lastId, { kind: "call", name: "list", path: undefined });
    this.#post([{ kind: "call", id: lastId, operation: "list", args: [] }]);
    await this.#until(() => this.#sent.get(lastId)!.answers.length > 0);
    if (this.#withoutId.length !== this.#expectedWithoutId)
      throw new InvalidAnswer(
        `${this.#withoutId.length} of ${this.#expectedWithoutId} answers without an id`,
      );
    for (const [id, sent] of this.#sent) if (!this.#isRefused(sent)) checkCount(id, sent);
  }

  #withId({ message, target }: Extract<Draft, { message: object }>): object {
    const { kind, operation, cursor, args, path: given } = message as Record<string, unknown>;
    const aims =
      ["credit", "cancel", "passed"].includes(kind as string) &&
      target !== undefined &&
      target < this.#nextId - 1;
    const id = aims ? this.#nextId - 1 - target : this.#nextId++;
    const known = this.#sent.get(id);
    if (known) known.others++;
    else if (kind === "appends") this.#addAppends(id, given, appendsIn(message));
    else {
      const path = Array.isArray(args) ? (args[0] as unknown) : undefined;
      this.#add(id, { kind, name: kind === "call" ? operation : cursor, path });
    }
    if (kind === "passed") this.#expectedWithoutId++;
    return { ...message, id };
  }

  #addAppends(first: number, path: unknown, count: number): void {
    this.#nextId = first + count;
    for (let id = first; id < this.#nextId; id++)
      this.#add(id, { kind: "call", name: "append", path, first });
  }

  #add(id: number, sent: Pick<Sent, "kind" | "name" | "path"> & { readonly first?: number }): void {
    this.#sent.set(id, { first: undefined, ...sent, answers: [], others: 0 });
  }

  /** Whether the call was part of a malformed message: only the first call of it has an answer. */
  #isRefused({ first, answers }: Sent): boolean {
    const refusal = first === undefined ? undefined : this.#sent.get(first)!.answers[0];
    const isMalformed = refusal?.kind === "error" && refusal.error.message.startsWith("malformed message");
    return isMalformed && (answers.length === 0 || answers[0] === refusal);
  }

  #take(message: ServerMessage): void {
    checkServerMessage(message);
    if (message.kind === "mark") this.#post([{ kind: "passed", id: message.id }]);
    if (!("id" in message) || message.kind === "mark") return;
    if (message.id === 0) return void this.#withoutId.push(message);
    if (message.kind === "appended") return this.#takeAppended(message);
    const sent = this.#sent.get(message.id);
    if (!sent) throw new InvalidAnswer(`an answer to ${message.id}, an id that was never sent`);
    sent.answers.push(message);
    if (!("value" in message)) return;
    checkValue(sent.name as string, message.value);
    const { offset } = (message.value ?? {}) as { offset?: string };
    if (sent.name === "append") this.acknowledged.push({ path: sent.path as string, offset: offset! });
  }

  #takeAppended({ id, offsets }: Extract<ServerMessage, { kind: "appended" }>): void {
    for (const [i, offset] of offsets.entries()) {
      const sent = this.#sent.get(id + i);
      if (sent?.first === undefined) throw new InvalidAnswer(`${id + i} was answered as one of appends`);
      sent.answers.push({ kind: "result", id: id + i, value: offset });
      this.acknowledged.push({ path: sent.path as string, offset });
    }
  }

  #isAnswered(): boolean {
    for (const sent of this.#sent.values())
      if (sent.kind === "call" && sent.answers.length === 0 && !this.#isRefused(sent)) return false;
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

/** The number of calls that a message stands for; 1 if it is malformed. */
function appendsIn(message: object): number {
  const { values, lengths } = message as Record<string, unknown>;
  const packed = "values" in message ? values : lengths;
  const isList = Array.isArray(packed) || packed instanceof Uint32Array;
  return isList && packed.length <= maxAppends ? Math.max(1, packed.length) : 1;
}

/** A call has one answer, a cursor ends at most once, and other messages have an answer only if they are refused. */
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
