/** Runs the action of a shortcut once it can run, unless the focus has moved elsewhere by then. */
export async function actWhenReady(ready: Promise<void>, act: () => void): Promise<void> {
  const before = focusedElement();
  await ready;
  const now = focusedElement();
  if (now === before || now === document.body) act();
}

/** The focused element, within the shadow roots. */
function focusedElement(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
