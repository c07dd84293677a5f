import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test.skipIf(process.platform === "win32")(
  "a stopped process that holds the lock is named, with the command that ends it",
  async () => {
    const directory = await temporaryDirectory();
    const holder = fork(new URL("open-and-wait.ts", import.meta.url), [directory]);
    onTestFinished(() => void holder.kill("SIGKILL"));
    await once(holder, "message");
    holder.kill("SIGSTOP");
    expect(() => openStreamStore({ directory })).toThrow(
      expect.objectContaining({
        code: "STORE_LOCKED",
        details: { pid: holder.pid },
        message: expect.stringContaining(`kill -9 ${holder.pid}`),
      }),
    );
    holder.kill("SIGKILL");
    await once(holder, "exit");
    await openTestStore({ directory }).create("a");
  },
);
