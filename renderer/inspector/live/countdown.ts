import { AsyncDirective, directive } from "lit/async-directive.js";
import { formatDuration } from "../format/times.ts";
import { everySecond } from "./clock.ts";

/** Renders the time that is left until the deadline, each second anew and without its host's help. */
class Countdown extends AsyncDirective {
  #deadline = 0;
  #prefix = "";
  #stop: (() => void) | undefined;

  render(deadline: Date, prefix = ""): string {
    this.#deadline = deadline.getTime();
    this.#prefix = prefix;
    if (this.isConnected) this.reconnected();
    return this.#text();
  }

  protected override disconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  protected override reconnected(): void {
    this.#stop ??= everySecond(() => this.setValue(this.#text()));
  }

  #text(): string {
    const left = this.#deadline - Date.now();
    return left > 0 ? this.#prefix + formatDuration(left) : "expired";
  }
}

export const countdown = directive(Countdown);
