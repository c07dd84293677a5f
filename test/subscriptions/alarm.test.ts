import { expect, test, vi } from "vitest";
import { Alarm } from "../../src/store/subscriptions/wakes/alarm.ts";

test("an alarm whose database cannot be read throws nothing, and asks again", async () => {
  let asked = 0;
  const rung = vi.fn(async () => undefined);
  const nextDue = () => {
    if (++asked < 3) throw new Error("disk I/O error");
    return 0;
  };
  const alarm = new Alarm(() => 1, nextDue, rung);
  alarm.set();
  await vi.waitFor(() => expect(rung).toHaveBeenCalledOnce(), { timeout: 30_000 });
  alarm.stop();
});
