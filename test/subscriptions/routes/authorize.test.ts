import { describe, expect, test } from "vitest";
import { openRoutes, pull, pullConfig } from "./open-routes.ts";

describe("authorize", () => {
  test("is asked about each use, except where a token identifies the caller", async () => {
    const asked: string[] = [];
    const { send } = await openRoutes({
      authorize: (request, id, needed) => {
        asked.push(`${request.method} ${id} ${needed}`);
        return needed === "read";
      },
    });
    for (const [method, path] of [
      ["PUT", pull],
      ["DELETE", pull],
      ["POST", `${pull}/streams`],
      ["DELETE", `${pull}/streams/x`],
      ["POST", `${pull}/claim`],
    ] as const) {
      expect(await send(method, path, method === "PUT" ? pullConfig : undefined)).toMatchObject({
        status: 403,
      });
    }
    expect(await send("GET", pull)).toMatchObject({ status: 404 });
    const before = asked.length;
    expect(await send("POST", `${pull}/ack`)).toMatchObject({ status: 401 });
    expect(await send("GET", "__ds/jwks.json")).toMatchObject({ status: 200, body: { keys: [] } });
    expect(asked).toHaveLength(before);
    expect(asked.at(-1)).toBe("GET pull read");
  });

  test("is asked about the streams that a subscription names", async () => {
    const { send } = await openRoutes({
      authorizeStream: (_request, path, needed) =>
        path.startsWith("mine/") || (needed === "read" && path === "mine"),
    });
    const config = { type: "pull-wake", wake_stream: "mine/wake" };
    for (const named of [
      { streams: ["mine/a", "theirs/a"] },
      { streams: ["/theirs/a/"] },
      { streams: ["mine/a"], wake_stream: "//theirs/wake" },
      { pattern: "**" },
      { pattern: "mine/*" },
      { streams: ["mine/a"], wake_stream: "theirs/wake" },
      { streams: ["mine/a"], wake_stream: "mine" },
    ]) {
      expect(await send("PUT", pull, { ...config, ...named })).toMatchObject({ status: 403 });
    }
    expect(await send("PUT", pull, { ...config, streams: ["mine/a"] })).toMatchObject({
      status: 201,
    });
    expect(await send("POST", `${pull}/streams`, { streams: ["theirs/a"] })).toMatchObject({ status: 403 });
    expect(await send("POST", `${pull}/streams`, { streams: ["mine/b"] })).toMatchObject({ status: 204 });
  });
});
