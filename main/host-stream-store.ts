import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { app, MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from "electron";
import {
  openHostedStore,
  type HostedStoreOptions,
  type HostedStreamStore,
  type HostPlatform,
  type HostTimeouts,
} from "../src/host/index.ts";
import { StreamError } from "../src/protocol/index.ts";
import type { Logger } from "../src/store/index.ts";
import { closeBeforeQuit } from "./close-before-quit.ts";
import { fromMessagePortMain } from "./frames/message-port-main.ts";

export interface HostStreamStoreOptions extends HostedStoreOptions, HostTimeouts {
  /** Gets the lines that the store's process logs, as text, and a line for each restart; `console` by default. */
  readonly logger?: Logger;
  /** Delay quitting until the store is closed; true by default. */
  readonly closeOnQuit?: boolean;
}

/** All files of the built package lie side by side. */
const entry = fileURLToPath(new URL("./store-process.js", import.meta.url));

/**
 * Opens a store as `openStreamStore` does, in its own utility process. Windows talk to that process directly, so
 * their requests never block the main process. The process is restarted when it dies or no longer responds. Call it
 * after the app is `ready`.
 *
 * `now` and `inMemory` are refused: a clock cannot be sent to another process, and memory is lost when that ends.
 *
 * @throws StreamError as `openStreamStore` does; `STORE_FAILED` if the process does not start, does not
 *   open the store within `openTimeoutMs`, or does not answer within 30 seconds after that
 */
export async function hostStreamStore(
  options: HostStreamStoreOptions,
): Promise<HostedStreamStore<MessagePortMain>> {
  if (!app.isReady())
    throw new StreamError("BAD_REQUEST", "hostStreamStore: call it after app.whenReady() has resolved");
  const { logger = console, closeOnQuit = true, ...storeOptions } = sendableOptions(options);
  const store = await openHostedStore(platform, storeOptions, logger);
  if (closeOnQuit) closeBeforeQuit(() => store.close());
  return store;
}

/** @throws StreamError `BAD_REQUEST` for options that cannot be sent to another process */
function sendableOptions(options: HostStreamStoreOptions): HostStreamStoreOptions {
  for (const name of ["now", "inMemory"]) {
    if ((options as Record<string, unknown> | undefined)?.[name] !== undefined)
      throw new StreamError("BAD_REQUEST", `hostStreamStore: ${name} works in openStreamStore only`);
  }
  const { directory } = options ?? {};
  // Resolved once: this process's working directory may change before a restart.
  return typeof directory === "string" && directory !== ""
    ? { ...options, directory: resolve(directory) }
    : options;
}

const platform: HostPlatform<MessagePortMain> = {
  launch() {
    const child = utilityProcess.fork(entry, [], { serviceName: "Durable Streams" });
    const kill = () => killProcess(child);
    // The app may quit without closing the store, or before it is open. A stopped process would not notice that.
    app.once("quit", kill);
    child.once("exit", () => app.off("quit", kill));
    return {
      post: (message, port) => child.postMessage(message, port && [port]),
      onMessage: (listener) => void child.on("message", listener),
      onExit: (listener) => void child.once("exit", (code) => listener(`exit code ${code}`)),
      kill,
    };
  },
  toPort: fromMessagePortMain,
  createChannel() {
    const { port1, port2 } = new MessageChannelMain();
    return { local: fromMessagePortMain(port1), remote: port2 };
  },
};

/** With SIGKILL: `child.kill()` sends SIGTERM, which a stopped process does not receive. */
function killProcess(child: UtilityProcess): void {
  if (child.pid === undefined) {
    child.once("spawn", () => killProcess(child));
    return;
  }
  try {
    process.kill(child.pid, "SIGKILL");
  } catch {
    // It has ended, and its event has not arrived yet.
  }
}
