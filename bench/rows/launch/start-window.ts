import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { launchProblem } from "../../launch/launch.ts";
import type { Row } from "../../row.ts";

const dist = join(import.meta.dirname, "..", "..", "..", "dist");

export const startWindow: Row = {
  id: "start-window",
  what: "the renderer's and the preload's bundle, minified and compressed, without rxjs",
  anchorName: "bound",
  goal: 1,
  unit: "kB",
  async prepare() {
    if (launchProblem !== undefined) return launchProblem;
    return {
      ours: {
        run: async () => (await weigh("renderer.js")) + (await weigh("preload.js")),
        check() {},
      },
      anchor: 25,
    };
  },
};

async function weigh(entry: string): Promise<number> {
  const { build } = await import("rolldown");
  const { output } = await build({
    input: join(dist, entry),
    external: ["electron", "rxjs"],
    output: { minify: true, codeSplitting: false },
    write: false,
  });
  const code = output.map((file) => (file.type === "chunk" ? file.code : "")).join("");
  return gzipSync(code).length / 1000;
}
