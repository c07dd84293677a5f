import type { ReactiveController, ReactiveControllerHost } from "lit";
import { animationFrameScheduler, auditTime, type Observable, type Subscription } from "rxjs";

/**
 * The latest value of an observable, for a component: it re-renders at most once a frame however fast
 * values come, and holds no subscription while it is not on the page.
 */
export class Observed<T> implements ReactiveController {
  value: T | undefined;
  error: unknown;
  readonly #host: ReactiveControllerHost;
  readonly #onValue: ((value: T) => void) | undefined;
  #source: Observable<T> | undefined;
  #subscription: Subscription | undefined;

  constructor(host: ReactiveControllerHost, onValue?: (value: T) => void) {
    this.#host = host;
    this.#onValue = onValue;
    host.addController(this);
  }

  /** Observes another source instead, and forgets the value of the last one. */
  observe(source: Observable<T> | undefined): void {
    this.hostDisconnected();
    this.#source = source;
    this.error = undefined;
    this.value = undefined;
    this.hostConnected();
  }

  hostConnected(): void {
    if (this.#subscription || !this.#source) return;
    this.#subscription = this.#source.pipe(auditTime(0, animationFrameScheduler)).subscribe({
      next: (value) => this.#settle(value, undefined),
      error: (error: unknown) => this.#settle(this.value, error),
    });
  }

  hostDisconnected(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }

  #settle(value: T | undefined, error: unknown): void {
    this.value = value;
    this.error = error;
    if (error === undefined) this.#onValue?.(value as T);
    this.#host.requestUpdate();
  }
}
