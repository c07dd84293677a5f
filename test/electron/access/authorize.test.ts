import type { Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { askOver, messagesOf } from "../../security/ask.ts";
import {
  inspectionRequests,
  nameOf,
  streamRequests,
  type PortRequest,
} from "../../security/port-requests.ts";
import { prepare, preparedPaths, stateOf } from "../../security/prepared.ts";
import { expectedOver, levels, verdictsOf, type Verdicts } from "../../security/verdicts.ts";
import { electronPath } from "../../support/electron/electron-binary.ts";
import { launchApp, storePlaces, type RunningApp } from "../../support/electron/launch-app.ts";

const all = [...streamRequests, ...inspectionRequests];

describe.skipIf(!electronPath).each(storePlaces)("access levels in Electron, the store in %s", (place) => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp({ place });
  });
  beforeEach(async () => {
    await app.closeWindows();
    await (await storeOf(app)).evaluate(prepare, preparedPaths);
  });
  afterAll(() => app?.stop());

  test.each(levels)(
    "a window with %s access can do that and nothing more, and cannot inspect",
    async (given) => {
      await app.app.evaluate((_, access) => host.expose(() => access), given);
      const before = await (await storeOf(app)).evaluate(stateOf);
      const page = await app.openPage("page.html?raw");
      // Without any access the port itself is refused, so even requests that need no access fail.
      const expected = given === "none" ? refused(streamRequests) : expectedOver(streamRequests, given);
      expect(await ask(page, all)).toEqual({ ...expected, ...expectedOver(inspectionRequests, "none") });
      if (given === "none") expect(await (await storeOf(app)).evaluate(stateOf)).toEqual(before);
    },
  );

  test.each([
    ["can do everything", false, "manage"],
    ["with readOnly can view only", true, "read"],
  ] as const)("an inspector %s", async (_name, readOnly, given) => {
    const [page] = await Promise.all([
      app.app.waitForEvent("window"),
      app.app.evaluate((_, options) => host.openInspector(options), { readOnly }),
    ]);
    await page.getByRole("row", { name: "call-head" }).waitFor();
    expect(await ask(page, all)).toEqual(expectedOver(all, given));
  });
});

function refused(requests: readonly PortRequest[]): Verdicts {
  return Object.fromEntries(requests.map((request) => [nameOf(request), "FORBIDDEN"]));
}

async function ask(page: Page, requests: readonly PortRequest[]) {
  return verdictsOf(requests, await page.evaluate(askOver, { messages: messagesOf(requests) }));
}

/** In the main process. */
function storeOf({ app }: RunningApp) {
  return app.evaluateHandle(() => host.store);
}
