/** Asks the inspector, from any component in it, to show a stream: fires `stream-open` (`detail`: its path). */
export function fireStreamOpen(component: HTMLElement, path: string): void {
  component.dispatchEvent(new CustomEvent("stream-open", { detail: path, bubbles: true, composed: true }));
}
