import { ipcMain } from "electron";
import { defaultChannel, StreamError } from "../src/protocol/index.ts";
import type { Logger, StreamStoreApi } from "../src/store/index.ts";
import { authorizeAppPages } from "./frames/app-pages.ts";
import { serveFramePorts, type FramePortsOptions } from "./frames/frame-ports.ts";

export interface ExposeStreamsOptions {
  /**
   * What the page that asks for a connection may do: one access for all streams, or one for each path prefix,
   * where the longest that fits decides. It must answer at once; what it throws counts as `"none"`.
   * Without it, pages from files of the app itself may `"manage"`, and all others get `"none"`.
   */
  readonly authorize?: FramePortsOptions["authorize"];
  /**
   * Serve the pages what `<streams-inspector>` asks, too: they need access to all streams. Off by default, and best
   * left off in production: `inspection: !app.isPackaged`.
   */
  readonly inspection?: boolean;
  /** For windows with a store of their own; `exposeStreamsPort` in their preload takes the same. */
  readonly channel?: string;
  /** What `replicate` returned: windows then see how the streams stand that they may read, in `replication$()`. */
  readonly replications?: FramePortsOptions["replications"];
  /** Told about refused pages; `console` by default. */
  readonly logger?: Logger;
}

/**
 * Lets windows use the store, through `exposeStreamsPort()` in their preload and `connectStreams()` in
 * their page. Returns a function that ends it and frees all that windows hold; pages connect again when
 * the store is exposed again.
 *
 * @throws StreamError `BAD_REQUEST` if the channel is in use
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
    throw new StreamError("BAD_REQUEST", `exposeStreams: a store is exposed already on ${channel}`);
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
