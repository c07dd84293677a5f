import type { WebContents, WebFrameMain } from "electron";
import { allowsAnything, isAccessRules, type AccessRules } from "../../src/ipc/server/index.ts";
import { StreamError } from "../../src/protocol/index.ts";
import type { Logger } from "../../src/store/index.ts";

/** The frame that asks for a connection. */
export interface StreamsSender {
  readonly url: string;
  /** `"null"` for a sandboxed frame, `"file://"` for a page from disk. */
  readonly origin: string;
  readonly frame: WebFrameMain;
  readonly webContents: WebContents;
}

export interface FrameAccessOptions {
  /** What a frame may do. It must return at once; what it throws counts as `"none"`. */
  readonly authorize: (sender: StreamsSender) => AccessRules;
  /** Told which pages are refused, and why. */
  readonly logger: Logger;
  /** Ends the line about a refused page: what the app can do about it. */
  readonly refusalHint: (sender: Pick<StreamsSender, "origin">) => string;
}

/** Asks the app what a frame may do. Never throws: whatever goes wrong, the frame gets `"none"`. */
export function accessOfFrame(
  frame: WebFrameMain | null | undefined,
  webContents: WebContents | undefined,
  { authorize, logger, refusalHint }: FrameAccessOptions,
): AccessRules {
  try {
    // The frame has navigated or is gone, so the page that sent the request can no longer be identified.
    if (!frame || !webContents) return "none";
    const { url, origin } = frame;
    const access: unknown = authorize({ url, origin, frame, webContents });
    if (access instanceof Promise)
      throw new StreamError("BAD_REQUEST", "authorize must return access rules, not a promise");
    if (!isAccessRules(access)) throw new StreamError("BAD_REQUEST", "authorize must return access rules");
    if (!allowsAnything(access))
      logger.warn(`electron-durable-streams: refused ${url} (origin ${origin}); ${refusalHint({ origin })}`);
    return access;
  } catch (error) {
    logger.error("electron-durable-streams: authorize failed, so the page is refused", error);
    return "none";
  }
}
