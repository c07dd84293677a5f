// Imported first, so that it connects while the rest of the page is set up.
import { host } from "./connection/connected-host.ts";
import { PageAddress } from "./shell/page-address.ts";
import { StreamsInspector } from "./streams-inspector.ts";

const inspector = document.querySelector("streams-inspector");
if (!(inspector instanceof StreamsInspector)) throw new Error("the page has no <streams-inspector>");

// Set before the connection is open: the views render, and request their data, without waiting for the host.
inspector.address = new PageAddress();
inspector.connection = host;
host.connected.catch((error: unknown) => {
  inspector.connection = undefined;
  inspector.failure = error;
});
