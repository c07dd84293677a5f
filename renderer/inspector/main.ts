// First: the host connects while the rest of the page is still being set up.
import { host } from "./connection/connected-host.ts";
import { StreamsInspector } from "./streams-inspector.ts";

const inspector = document.querySelector("streams-inspector");
if (!(inspector instanceof StreamsInspector)) throw new Error("the page holds no <streams-inspector>");

// At once: the views are there, and have asked for what they show, before the host has answered.
inspector.connection = host;
host.connected.catch((error: unknown) => {
  inspector.connection = undefined;
  inspector.failure = error;
});
