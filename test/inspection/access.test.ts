import { firstValueFrom } from "rxjs";
import { expect, test } from "vitest";
import { inspectionAccess, inspectionCursorNames } from "../../src/protocol/inspection/operations.ts";
import { openStreamStore } from "../../src/store/index.ts";
import { RawPort } from "../support/ipc/raw-port.ts";
import { expectCode } from "../support/expect-code.ts";
import { openInspection } from "./open-inspection.ts";

const operations = Object.keys(inspectionAccess);

test("the inspection is denied to the windows of an app", async () => {
  const store = openStreamStore({ inMemory: true });
  await store.create("a", { data: "x" });
  const port = new RawPort(store, "manage");
  for (const [i, operation] of operations.entries())
    expect(await port.call(i + 1, operation, "a")).toMatchObject({
      kind: "error",
      error: { code: "FORBIDDEN" },
    });
  for (const [i, cursor] of inspectionCursorNames.entries()) {
    port.send([{ kind: "open", id: 100 + i, cursor, args: ["a"], credit: 1 }]);
    expect(await port.answer(100 + i)).toMatchObject({ kind: "error", error: { code: "FORBIDDEN" } });
  }
  port.server.close();
  await store.close();
});

test("the inspection requires one access level for all streams", async () => {
  const { inspection } = await openInspection(
    { inMemory: true },
    { access: { "": "manage", "secret/": "none" } },
  );
  await expectCode(inspection.browse(), "FORBIDDEN");
  await expectCode(inspection.spaceMap(), "FORBIDDEN");
  await expectCode(firstValueFrom(inspection.health$), "FORBIDDEN");
});

test("read access allows viewing and no changes", async () => {
  const { inspection, streams } = await openInspection({ inMemory: true }, { access: "read" });
  expect(await inspection.browse()).toEqual({ rows: [], total: 0 });
  await expectCode(inspection.cleanUp(), "FORBIDDEN");
  await expectCode(inspection.compact(), "FORBIDDEN");
  await expectCode(streams.setRetention("a", { maxMessages: 1 }), "FORBIDDEN");
});
