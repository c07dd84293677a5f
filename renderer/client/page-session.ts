import { Session } from "../../src/ipc/client/session.ts";
import { ipcVersion } from "../../src/protocol/ipc/messages.ts";
import { PreloadPorts } from "./preload-port.ts";

/** The one connection of this page through its preload. */
export interface PageSession {
  readonly session: Session;
  /** Explains a connection request without a response: which part of the setup is missing. */
  readonly problem: () => string;
}

/** How long to wait before the console says what is missing, in milliseconds. */
const warningMs = 1000;

/**
 * The main process serves one connection per frame, so all users in the page share it. They find it on the window: a
 * bundler may have put this module into the page twice. Copies that speak another version cannot use the same store.
 */
const key = Symbol.for(`electron-durable-streams:session:${ipcVersion}`);

declare global {
  interface Window {
    [key]?: PageSession;
  }
}

export function sharePageSession(): PageSession {
  const shared = window[key];
  if (shared && !shared.session.failure) return shared;
  const ports = new PreloadPorts();
  const session = new Session(ports.connect);
  const problem = (): string =>
    session.isForwarded ? "the store's process has not responded yet" : ports.problem;
  warnLater(session, problem);
  return (window[key] = { session, problem });
}

/** Connecting fails after ten seconds: a developer who looks at an empty window should not have to wait for that. */
function warnLater(session: Session, problem: () => string): void {
  session.connected(warningMs).catch(() => {
    if (!session.failure)
      console.warn(`electron-durable-streams: still not connected to a store: ${problem()}`);
  });
}
