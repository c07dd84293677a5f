import { webContents, webFrameMain, type OnBeforeSendHeadersListenerDetails } from "electron";
import type { AccessRules } from "../../src/ipc/server/index.ts";
import { accessOfFrame, type FrameAccessOptions } from "../frames/frame-access.ts";

export const schemeName = "streams";

const markHeader = "electron-durable-streams-frame";
/** Pages cannot read it, so they cannot forge a mark. */
let secret: string | undefined;

/**
 * Returns the request's headers, and marks a `fetch` to the `streams:` scheme with the frame that sends it.
 * For apps with a `webRequest.onBeforeSendHeaders` listener of their own.
 */
export function markStreamsRequest(
  details: Pick<OnBeforeSendHeadersListenerDetails, "url" | "frame" | "resourceType" | "requestHeaders">,
): Record<string, string> {
  const { url, frame, resourceType, requestHeaders } = details;
  // Only fetch: the page does not act for what it embeds, or where it navigates to.
  if (!url.startsWith(`${schemeName}:`) || !frame || resourceType !== "xhr") return requestHeaders;
  return {
    ...requestHeaders,
    [markHeader]: `${(secret ??= crypto.randomUUID())}:${frame.processId}:${frame.routingId}`,
  };
}

/** What the frame that sent the request may do; nothing where it is unknown or gone. */
export function accessOfRequest(request: Request, options: FrameAccessOptions): AccessRules {
  const [given, processId, routingId] = request.headers.get(markHeader)?.split(":") ?? [];
  if (given === undefined || given !== secret) return "none";
  const frame = webFrameMain.fromId(Number(processId), Number(routingId));
  return accessOfFrame(frame, frame && webContents.fromFrame(frame), options);
}
