import { expect, test } from "vitest";
import { readTrace } from "../../bench/flushes/trace.ts";

const write = (text: string) => `7 write(20</tmp/acknowledgements>, "${text}\\n", 6) = 6`;
const writeLog = `7 pwrite64(18</tmp/streams.db-wal>, "\\0"..., 4096, 32) = 4096`;
const flushLog = `7 fdatasync(18</tmp/streams.db-wal>) = 0`;

test("counts an acknowledgement after its flush as flushed", () => {
  const trace = [write("begin"), writeLog, writeLog, flushLog, write("acknowledged"), write("end")].join(
    "\n",
  );
  expect(readTrace(trace)).toEqual({ acknowledged: 1, commits: 1, flushes: 1, acknowledgedUnflushed: 0 });
});

test("counts an acknowledgement before its flush as unflushed, also while another thread flushes", () => {
  const started = `8 fdatasync(18</tmp/streams.db-wal> <unfinished ...>`;
  const finished = `8 <... fdatasync resumed>) = 0`;
  const acknowledged = write("acknowledged");
  const lines = [write("begin"), writeLog, started, acknowledged, finished, acknowledged, write("end")];
  expect(readTrace(lines.join("\n"))).toEqual({
    acknowledged: 2,
    commits: 1,
    flushes: 1,
    acknowledgedUnflushed: 1,
  });
});
