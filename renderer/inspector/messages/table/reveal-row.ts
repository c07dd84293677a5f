/** Scrolls as little as needed to show a row of a table below its sticky head. Returns whether there is such a row. */
export function revealRow(scroller: HTMLElement, selector: string): boolean {
  const row = scroller.querySelector(selector);
  const head = scroller.querySelector("thead");
  if (!row || !head) return false;
  const start = head.getBoundingClientRect().bottom;
  const end = scroller.getBoundingClientRect().top + scroller.clientHeight;
  const { top, bottom } = row.getBoundingClientRect();
  if (top < start) scroller.scrollTop -= start - top;
  else if (bottom > end) scroller.scrollTop += bottom - end;
  return true;
}
