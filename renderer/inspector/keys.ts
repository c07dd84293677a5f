/** The pressed key, or `""` with Ctrl, Meta or Alt: those combinations belong to the browser and the system. */
export function plainKey(event: KeyboardEvent): string {
  return event.ctrlKey || event.metaKey || event.altKey ? "" : event.key;
}

/** Whether the key goes to a text field or to an open dialog. */
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

/** The row that a key moves to in a list, clamped to its ends; undefined for keys that do not move. */
export function moveByKey(
  key: string,
  from: number,
  { first, last, page }: { readonly first: number; readonly last: number; readonly page: number },
): number | undefined {
  const target = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: first,
    End: last,
  }[key];
  return target === undefined ? undefined : Math.max(first, Math.min(last, target));
}
