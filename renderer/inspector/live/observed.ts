import type { ReactiveController, ReactiveControllerHost } from "lit";
import { animationFrameScheduler, auditTime, type Observable, type Subscription } from "rxjs";

/**
 * The latest value of an observable, for a component. It renders the component at most once a frame, however fast values
 * arrive, and is unsubscribed while the component is not on the page.
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

  /** Observes another source, and forgets the value of the previous one. */
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
      next: (value) => this.#update(value, undefined),
      error: (error: unknown) => this.#update(this.value, error),
    });
  }

  hostDisconnected(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }

  #update(value: T | undefined, error: unknown): void {
    this.value = value;
    this.error = error;
    if (error === undefined) this.#onValue?.(value as T);
    this.#host.requestUpdate();
  }
}
