// First: the host connects while the rest of the page is still being set up.
import { connected } from "./connected-host.ts";
import { StreamsInspector } from "./streams-inspector.ts";

const inspector = document.querySelector("streams-inspector");
if (!(inspector instanceof StreamsInspector)) throw new Error("the page holds no <streams-inspector>");

try {
  inspector.connection = await connected;
} catch (error) {
  inspector.failure = error;
}
