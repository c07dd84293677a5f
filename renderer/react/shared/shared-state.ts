import type { Subscription } from "rxjs";
import type { StreamError } from "../../../src/protocol/errors.ts";
import { nothingYet, type FollowState } from "./follow-state.ts";

/** What a state is made of, while it is followed. */
export interface Source<State extends FollowState> {
  /** The state before anything has arrived. */
  readonly initial: State;
  /** Subscribes. Called again by `retry`: continues where it was. */
  follow(events: SourceEvents<State>): Subscription;
}

export interface SourceEvents<State> {
  /** Changes members of the state. */
  readonly publish: (change: Partial<State>) => void;
  readonly fail: (error: StreamError) => void;
}

/**
 * The state that all components with the same question share. The first listener subscribes, and the last one ends that.
 * Each state is a new object, so React sees that it has changed, and the same for all components of one render.
 */
export class SharedState<State extends FollowState> {
  readonly #source: Source<State>;
  readonly #forget: () => void;
  readonly #listeners = new Set<() => void>();
  #state: State;
  #following: Subscription | undefined;
  #ending: ReturnType<typeof setTimeout> | undefined;

  constructor(source: Source<State>, forget: () => void) {
    this.#source = source;
    this.#forget = forget;
    this.#state = { ...source.initial, ...nothingYet, retry: () => this.#retry() };
  }

  get state(): State {
    return this.#state;
  }

  /** Returns a function that removes the listener. */
  listen(listener: () => void): () => void {
    // An object of its own: React may pass the same function twice.
    const entry = () => listener();
    this.#listeners.add(entry);
    clearTimeout(this.#ending);
    this.#following ??= this.#follow();
    return () => {
      this.#listeners.delete(entry);
      // Later: StrictMode removes a listener and adds it again, and one view may replace another.
      if (this.#listeners.size === 0) this.#ending = setTimeout(() => this.#end());
    };
  }

  #follow(): Subscription {
    return this.#source.follow({
      publish: (change) => this.#publish(change),
      fail: (error) => this.#publish({ status: "failed", error } as Partial<State>),
    });
  }

  #publish(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }

  #retry(): void {
    if (this.#state.status !== "failed" || this.#listeners.size === 0) return;
    this.#publish({ status: "loading", error: undefined } as Partial<State>);
    this.#following?.unsubscribe();
    this.#following = this.#follow();
  }

  #end(): void {
    this.#following?.unsubscribe();
    this.#forget();
  }
}
