import type { ResponseParts } from "../../response/response-parts.ts";
import { assertStreamsAuthorized } from "../authorize-streams.ts";
import { noContent, readJsonBody } from "../json-body.ts";
import type { SubscriptionRequest } from "../subscription-request.ts";

/** POST …/streams: links streams explicitly (PROTOCOL.md, section 6.4). */
export async function addStreams(request: SubscriptionRequest): Promise<ResponseParts> {
  const { streams } = await readJsonBody(request);
  await assertStreamsAuthorized(request, { streams });
  await request.store.subscriptions.addStreams(request.id, streams as string[]);
  return noContent();
}

/** DELETE …/streams/:path: removes an explicit link (PROTOCOL.md, section 6.4). */
export async function removeStream({ store, id, streamPath }: SubscriptionRequest): Promise<ResponseParts> {
  await store.subscriptions.removeStream(id, streamPath);
  return noContent();
}
