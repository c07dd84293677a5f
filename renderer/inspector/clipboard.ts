/** Copies a text; returns the message to show for it, `done` on success. */
export async function copyText(text: string, done = "Copied"): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return done;
  } catch {
    return "Could not copy to the clipboard";
  }
}
