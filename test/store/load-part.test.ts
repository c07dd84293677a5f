import { expect, test } from "vitest";
import { loadPart } from "../../src/store/load-part.ts";
import { resolveOptions } from "../../src/store/options.ts";
import { StreamError } from "../../src/store/index.ts";

const options = resolveOptions({ inMemory: true });
const missing = new URL("./no-such-part.js", import.meta.url).href;

test("a part that cannot be loaded is a StreamError with the system's code", async () => {
  const error = await loadPart(() => import(/* @vite-ignore */ missing), options).catch((error) => error);
  expect(error).toBeInstanceOf(StreamError);
  expect(error).toMatchObject({ code: "STORE_FAILED", message: expect.stringContaining("restart the app") });
  expect(error.details.reason).toMatch(/MODULE_NOT_FOUND/);
  expect(error.cause).toBeInstanceOf(Error);
});
