import type { Batch, ServerMessage } from "../../src/protocol/ipc/messages.ts";
import { checkServerMessage, checkValue, InvalidAnswer } from "./answers.ts";
import type { Draft } from "./ipc-messages.ts";
import type { Acknowledged } from "./store-invariants.ts";

interface Sent {
  readonly kind: unknown;
  /** The operation or cursor. */
  readonly name: unknown;
  readonly path: unknown;
  /** Of a message that stands for several calls; this one is answered for all of them where it is malformed. */
  readonly first: number | undefined;
  readonly answers: ServerMessage[];
  /** Other messages with the same id: each may be refused under it. */
  others: number;
}

const patienceMs = 20_000;
const lastId = 1_000_000;
/** More of them in one message are malformed. */
const maxAppends = 20_000;

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
    const known = this.#sent.size;
    const batch = drafts.map((draft) => ("garbage" in draft ? draft.garbage : this.#withId(draft)));
    try {
      this.#post(batch);
    } catch (error) {
      // Nothing was sent: it holds what has no clone.
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

  /** Until all is answered, and what came twice or too much would have come as well. @throws InvalidAnswer */
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

  /** Whether it was sent within a message that is malformed as a whole: the others of it have no answer. */
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
    if (!sent) throw new InvalidAnswer(`an answer to ${message.id}, which was never sent`);
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

/** How many calls a message stands for; one, where it is malformed. */
function appendsIn(message: object): number {
  const { values, lengths } = message as Record<string, unknown>;
  const packed = "values" in message ? values : lengths;
  const isList = Array.isArray(packed) || packed instanceof Uint32Array;
  return isList && packed.length <= maxAppends ? Math.max(1, packed.length) : 1;
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
