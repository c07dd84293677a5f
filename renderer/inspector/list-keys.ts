/** What a key does to the position in a list of rows; nothing for other keys. */
export function moveByKey(
  key: string,
  from: number,
  { first, last, page }: { first: number; last: number; page: number },
) {
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
