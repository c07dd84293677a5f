import { joinBytes } from "./join-bytes.ts";
import { isBlank, tooLong } from "./lines/split-lines.ts";

/**
 * Turns lines of JSON into messages of one value each. Blank lines stay with the message before them (at the start, with the
 * one after), so that no byte of the input is lost. A pause of the input, or its failure, completes the message at hand.
 *
 * @throws StreamError `TOO_LARGE`, with the line
 */
export async function* jsonMessages(
  groups: AsyncIterable<Uint8Array[]>,
  maxMessageBytes: number,
): AsyncGenerator<Uint8Array[], void, undefined> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let holdsValue = false;
  let lineNumber = 0;

  function takeHeld(): Uint8Array[] {
    if (!holdsValue) return [];
    const message = joinBytes(held);
    held = [];
    heldBytes = 0;
    holdsValue = false;
    return [message];
  }

  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const group of groups) {
      if (group.length === 0) {
        yield takeHeld();
        yield [];
        continue;
      }
      const messages: Uint8Array[] = [];
      for (const line of group) {
        lineNumber++;
        const isValue = !isBlank(line);
        if (isValue) messages.push(...takeHeld());
        holdsValue ||= isValue;
        held.push(line);
        heldBytes += line.length;
        if (heldBytes > maxMessageBytes) throw tooLong(lineNumber, maxMessageBytes);
      }
      if (messages.length > 0) yield messages;
    }
  } catch (error) {
    failure = { error };
  }
  const last = takeHeld();
  if (last.length > 0) yield last;
  if (failure) throw failure.error;
}
