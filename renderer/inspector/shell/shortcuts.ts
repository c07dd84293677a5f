/** The key, without those that are the browser's or the system's; `""` for these. */
export function keyOf(event: KeyboardEvent): string {
  return event.ctrlKey || event.metaKey || event.altKey ? "" : event.key;
}

/** Whether the key goes into a field, or into a dialog that is open. */
export function isTyping(event: KeyboardEvent): boolean {
  const path = event.composedPath();
  if (path.some((element) => element instanceof HTMLDialogElement)) return true;
  const [target] = path;
  if (target instanceof HTMLInputElement) return target.type !== "radio";
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
