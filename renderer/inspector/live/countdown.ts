import { AsyncDirective, directive, type DirectiveResult } from "lit/async-directive.js";
import { formatAgo, formatDuration } from "../format/times.ts";
import { everySecond } from "./clock.ts";

/** Renders a text that depends on the time, and updates it every second without rendering its component. */
class Ticking extends AsyncDirective {
  #text: () => string = () => "";
  #stop: (() => void) | undefined;

  render(text: () => string): string {
    this.#text = text;
    if (this.isConnected) this.reconnected();
    return text();
  }

  protected override disconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  protected override reconnected(): void {
    this.#stop ??= everySecond(() => this.setValue(this.#text()));
  }
}

const ticking = directive(Ticking);

/** The time left until a deadline. */
export function countdown(deadline: Date): DirectiveResult {
  return ticking(() => {
    const left = deadline.getTime() - Date.now();
    return left > 0 ? formatDuration(left) : "expired";
  });
}

/** The time since `time`, which is in milliseconds since the epoch. */
export function ago(time: number): DirectiveResult {
  return ticking(() => formatAgo(time, Date.now()));
}
