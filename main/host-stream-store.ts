import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { app, MessageChannelMain, utilityProcess, type MessagePortMain } from "electron";
import {
  openHostedStore,
  type HostedStoreOptions,
  type HostedStreamStore,
  type HostPlatform,
} from "../src/host/index.ts";
import { StreamError } from "../src/protocol/index.ts";
import type { Logger } from "../src/store/index.ts";
import { closeBeforeQuit } from "./close-before-quit.ts";
import { fromMessagePortMain } from "./frames/message-port-main.ts";

export interface HostStreamStoreOptions extends HostedStoreOptions {
  /** Told what the store's process reports, and when it is started again; `console` by default. Gets texts only. */
  readonly logger?: Logger;
  /** Close the store when the app quits, which waits for that; true by default. */
  readonly closeOnQuit?: boolean;
}

const entry = fileURLToPath(new URL("./store-process.js", import.meta.url));

/**
 * Opens a store as `openStreamStore` does, in a utility process of its own: windows talk to it directly, and
 * whatever they ask for, the main process is not held up. Its process is started again when it dies. Only after
 * the app is `ready`.
 *
 * `now` and `inMemory` are refused: a clock cannot cross to another process, and memory is lost when that ends.
 *
 * @throws StreamError as `openStreamStore` does; `STORE_FAILED` where the process cannot be started
 */
export async function hostStreamStore(
  options: HostStreamStoreOptions,
): Promise<HostedStreamStore<MessagePortMain>> {
  if (!app.isReady())
    throw new StreamError("BAD_REQUEST", "hostStreamStore: call it after app.whenReady() has resolved");
  const { logger = console, closeOnQuit = true, ...storeOptions } = crossing(options);
  const store = await openHostedStore(platform, storeOptions, logger);
  if (closeOnQuit) closeBeforeQuit(() => store.close());
  return store;
}

/** @throws StreamError `BAD_REQUEST` for what cannot cross to another process */
function crossing(options: HostStreamStoreOptions): HostStreamStoreOptions {
  for (const name of ["now", "inMemory"]) {
    if ((options as Record<string, unknown> | undefined)?.[name] !== undefined)
      throw new StreamError("BAD_REQUEST", `hostStreamStore: ${name} is only for openStreamStore`);
  }
  const { directory } = options ?? {};
  // Relative to this process's working directory, also when that changes before a restart.
  return typeof directory === "string" && directory !== ""
    ? { ...options, directory: resolve(directory) }
    : options;
}

const platform: HostPlatform<MessagePortMain> = {
  launch() {
    const child = utilityProcess.fork(entry, [], { serviceName: "Durable Streams" });
    return {
      post: (message, port) => child.postMessage(message, port && [port]),
      onMessage: (listener) => void child.on("message", listener),
      onExit: (listener) => void child.once("exit", (code) => listener(`exit code ${code}`)),
      kill: () => void child.kill(),
    };
  },
  toPort: fromMessagePortMain,
  createChannel() {
    const { port1, port2 } = new MessageChannelMain();
    return { local: fromMessagePortMain(port1), remote: port2 };
  },
};
