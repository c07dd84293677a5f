/** The pressed key, or `""` with Ctrl, Meta or Alt: those combinations belong to the browser and the system. */
export function plainKey(event: KeyboardEvent): string {
  return event.ctrlKey || event.metaKey || event.altKey ? "" : event.key;
}

/** Whether the keys copy: Ctrl+C or ⌘C. */
export function isCopy(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "c";
}

/** 1 for the keys that go to the next match (F3, Ctrl+G), -1 for the previous one, with Shift. */
export function matchStep(event: KeyboardEvent): 1 | -1 | undefined {
  const isStep = event.key === "F3" || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "g");
  if (!isStep || event.altKey) return undefined;
  return event.shiftKey ? -1 : 1;
}

/** -1 for the keys that go back in the history (Alt+Left, ⌘[), 1 for those that go forward: Electron has none. */
export function historyStep(event: KeyboardEvent): 1 | -1 | undefined {
  const isAlt = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (isAlt) return { ArrowLeft: -1 as const, ArrowRight: 1 as const }[event.key];
  return event.metaKey ? { "[": -1 as const, "]": 1 as const }[event.key] : undefined;
}

/** Whether the key goes to an open dialog. */
export function isInDialog(event: KeyboardEvent): boolean {
  return event.composedPath().some((element) => element instanceof HTMLDialogElement);
}

/** Whether the key goes to a text field or to an open dialog. */
export function isTyping(event: KeyboardEvent): boolean {
  if (isInDialog(event)) return true;
  const [target] = event.composedPath();
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
