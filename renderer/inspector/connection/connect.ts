import { fromWebSocket, inspectorSilenceMs } from "../../../src/ipc/ports/web-socket-port.ts";
import type { Port } from "../../../src/protocol/ipc/messages.ts";
import { beginInspection } from "../../client/connect-streams.ts";

/** Connects to the host of this page: a web server, or the app that opened the window. */
export function connectToHost(): ReturnType<typeof beginInspection> {
  if (!location.protocol.startsWith("http")) return beginInspection();
  forgetToken();
  return beginInspection({ connect: openWebSocket });
}

async function openWebSocket(): Promise<Port> {
  const url = new URL("port", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  return fromWebSocket(socket, { silenceTimeoutMs: inspectorSilenceMs });
}

/** Removes the token from the address bar, so that it is not copied with the URL. The host has set a cookie for it. */
function forgetToken(): void {
  const url = new URL(location.href);
  if (!url.searchParams.has("token")) return;
  url.searchParams.delete("token");
  history.replaceState(null, "", url);
}
