import { ipcMain } from "electron";
import { defaultChannel, normalOrigins, StreamError } from "../src/protocol/index.ts";
import type { Logger, StreamStoreApi } from "../src/store/index.ts";
import { authorizeAppPages } from "./frames/app-pages.ts";
import { serveFramePorts, type FramePortsOptions } from "./frames/frame-ports.ts";

export interface ExposeStreamsOptions {
  /**
   * Returns what the page that asks for a connection may do: one access level for all streams, or one for each path
   * prefix, where the longest matching prefix decides. It must return synchronously; what it throws counts as
   * `"none"`. By default, pages from the app's own files may `"manage"`, and all others get `"none"`.
   */
  readonly authorize?: FramePortsOptions["authorize"];
  /**
   * Origins whose pages may do what the app's own pages may, such as that of Vite's development server,
   * `"http://localhost:5173"`. `undefined` is skipped, so it can come from a variable that only a development server sets.
   * None by default. Not together with `authorize`.
   */
  readonly origins?: readonly (string | undefined)[];
  /**
   * Also serve the inspection, which `<streams-inspector>` needs, to pages with access to all streams. Off by default;
   * leave it off in production: `inspection: !app.isPackaged`.
   */
  readonly inspection?: boolean;
  /** Names this store where windows use several; pass the same to `exposeStreamsPort` in their preload. */
  readonly channel?: string;
  /** Return values of `replicate`: windows see the status of the streams that they may read in `replication$()`. */
  readonly replications?: FramePortsOptions["replications"];
  /** Told which pages are refused; `console` by default. */
  readonly logger?: Logger;
}

/**
 * Lets windows use the store, through `exposeStreamsPort()` in their preload and `connectStreams()` in their page.
 * Returns a function that stops this and frees the cursors of all windows; pages reconnect when the store is exposed
 * again.
 *
 * @throws StreamError `BAD_REQUEST` if the channel is in use, for replications of a hosted store, for what is not an origin, or
 *   for `origins` together with `authorize`
 */
export function exposeStreams(store: StreamStoreApi, options: ExposeStreamsOptions = {}): () => void {
  const { channel = defaultChannel, logger = console, inspection = false } = options;
  const authorize = authorizeIn(options);
  if (typeof authorize !== "function") {
    throw new StreamError("BAD_REQUEST", "exposeStreams: authorize must be a function");
  }
  if (ipcMain.listenerCount(channel) > 0) {
    throw new StreamError(
      "BAD_REQUEST",
      `exposeStreams: channel ${JSON.stringify(channel)} already exposes a store; pass another channel`,
    );
  }
  return serveFramePorts(store, {
    ipc: ipcMain,
    channel,
    authorize,
    logger,
    refusalHint,
    inspection,
    replications: options.replications,
  });
}

/** The app's own pages, and those of the listed origins; unless the app decides itself. */
function authorizeIn({ authorize, origins }: ExposeStreamsOptions): FramePortsOptions["authorize"] {
  if (origins === undefined) return authorize ?? authorizeAppPages;
  if (authorize)
    throw new StreamError(
      "BAD_REQUEST",
      "exposeStreams: pass either authorize or origins: authorize is told the origin",
    );
  if (!Array.isArray(origins))
    throw new StreamError("BAD_REQUEST", "exposeStreams: origins must be an array");
  const allowed = normalOrigins(origins.filter((origin): origin is string => origin !== undefined));
  // Files and sandboxed frames, whatever they show, have one and the same origin.
  if (allowed.some((origin) => !/^https?:/.test(origin)))
    throw new StreamError(
      "BAD_REQUEST",
      "exposeStreams: origins must start with http: or https:; use authorize for others",
    );
  return (sender) => (allowed.includes(sender.origin) ? "manage" : authorizeAppPages(sender));
}

/** Said in the log of the main process, and to the page. */
function refusalHint({ origin }: { readonly origin: string }): string {
  return /^https?:/.test(origin)
    ? `to allow pages of this origin, call exposeStreams(store, { origins: [${JSON.stringify(origin)}] }) in the main process`
    : "to allow this page, call exposeStreams(store, { authorize }) in the main process";
}
