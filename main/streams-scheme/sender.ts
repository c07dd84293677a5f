import { randomUUID } from "node:crypto";
import { webContents, webFrameMain, type OnBeforeSendHeadersListenerDetails } from "electron";
import { isAccessRules, type AccessRules } from "../../src/ipc/server/index.ts";
import type { FramePortsOptions } from "../frames/frame-ports.ts";

export const schemeName = "streams";

const markHeader = "electron-durable-streams-frame";
/** No page knows it, so none can mark a request by itself. */
const secret = randomUUID();

/**
 * The headers of a request with the mark of the frame that sends it, if it goes to the `streams:` scheme.
 * For apps with a `webRequest.onBeforeSendHeaders` listener of their own.
 */
export function markStreamsRequest(
  details: Pick<OnBeforeSendHeadersListenerDetails, "url" | "frame" | "resourceType" | "requestHeaders">,
): Record<string, string> {
  const { url, frame, resourceType, requestHeaders } = details;
  // Only fetch: what a page embeds, or where it navigates to, is not the page itself.
  if (!url.startsWith(`${schemeName}:`) || !frame || resourceType !== "xhr") return requestHeaders;
  return { ...requestHeaders, [markHeader]: `${secret}:${frame.processId}:${frame.routingId}` };
}

/** What the frame that sent the request may do; nothing where it is not known, or is gone. */
export function accessOfRequest(
  request: Request,
  { authorize, logger }: Pick<FramePortsOptions, "authorize" | "logger">,
): AccessRules {
  const [given, processId, routingId] = request.headers.get(markHeader)?.split(":") ?? [];
  if (given !== secret) return "none";
  try {
    const frame = webFrameMain.fromId(Number(processId), Number(routingId));
    const sender = frame && webContents.fromFrame(frame);
    if (!sender) return "none";
    const access: unknown = authorize({ url: frame.url, origin: frame.origin, frame, webContents: sender });
    return isAccessRules(access) ? access : "none";
  } catch (error) {
    logger.error("electron-durable-streams: authorize failed, so the page is refused", error);
    return "none";
  }
}
