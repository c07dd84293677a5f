import { ipcMain } from "electron";
import { defaultChannel, StreamError } from "../src/protocol/index.ts";
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
 * @throws StreamError `BAD_REQUEST` if the channel is in use, or for replications of a hosted store
 */
export function exposeStreams(store: StreamStoreApi, options: ExposeStreamsOptions = {}): () => void {
  const {
    authorize = authorizeAppPages,
    channel = defaultChannel,
    logger = console,
    inspection = false,
  } = options;
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
    refusalHint: "to allow this page, pass authorize to exposeStreams(store, { authorize })",
    inspection,
    replications: options.replications,
  });
}
