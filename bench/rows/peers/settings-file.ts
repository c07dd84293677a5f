import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Conf from "conf";
import { openStreamStore } from "../../../src/store/index.ts";
import type { Row } from "../../row.ts";

const settings = 1000;
const path = "settings";
const key = (i: number) => `setting-${i % settings}`;

export const settingsFile: Row = {
  id: "settings-file",
  what: "one change at a time to one of 1,000 settings, appended with FULL",
  anchorName: "conf, the storage of electron-store: the JSON file is written anew; it does not flush",
  goal: 1,
  unit: "calls/s",
  async prepare(scale) {
    const count = scale.of(4000, 20);
    const cwd = join(scale.directory, "conf");
    mkdirSync(cwd);
    const all = Object.fromEntries(Array.from({ length: settings }, (_, i) => [key(i), "as installed"]));
    const conf = new Conf<Record<string, string>>({ cwd, projectName: "bench", defaults: all });
    const store = openStreamStore({ directory: join(scale.directory, "ours"), durability: "full" });
    await store.create(path, { contentType: "application/json", data: all });
    let round = 0;
    const checkValue = (found: unknown) => {
      if (found !== `round ${round}`)
        throw new Error(`expected the value of round ${round}, got ${String(found)}`);
    };
    return {
      amount: count,
      ours: {
        before: () => void round++,
        async run() {
          for (let i = 0; i < count; i++) await store.append(path, { key: key(i), value: `round ${round}` });
        },
        async check() {
          const { messages } = await store.read(path, { last: 1 });
          checkValue((messages[0]!.data as { value: string }).value);
        },
      },
      anchor: {
        before: () => void round++,
        async run() {
          for (let i = 0; i < count; i++) conf.set(key(i), `round ${round}`);
        },
        check() {
          const stored = new Conf<Record<string, string>>({ cwd, projectName: "bench" });
          checkValue(stored.get(key(count - 1)));
        },
      },
      close: () => store.close(),
    };
  },
};
