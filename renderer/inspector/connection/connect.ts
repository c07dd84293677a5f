import { fromWebSocket } from "../../../src/ipc/ports/web-socket-port.ts";
import type { Port } from "../../../src/protocol/ipc/messages.ts";
import { beginInspection } from "../../client/connect-streams.ts";

/** Connects to the host that this page came from: a web server, or else the app whose window this is. */
export function connectToHost(): ReturnType<typeof beginInspection> {
  if (!location.protocol.startsWith("http")) return beginInspection();
  forgetToken();
  return beginInspection({ connect: openWebSocket });
}

async function openWebSocket(): Promise<Port> {
  const url = new URL("port", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  return fromWebSocket(socket);
}

/** The host has answered the token with a cookie: in the address bar it would only be copied along. */
function forgetToken(): void {
  const url = new URL(location.href);
  if (!url.searchParams.has("token")) return;
  url.searchParams.delete("token");
  history.replaceState(null, "", url);
}
