// Appends for ever, and says of each append when it was acknowledged, until it is killed.
import { openStreamStore, type Durability } from "../../src/store/index.ts";

const [directory, durability, firstNumber] = process.argv.slice(2) as [string, Durability, string];
const lanes = 8;
const store = openStreamStore({ directory, durability });
let next = Number(firstNumber);

await store.create("numbers", { contentType: "application/json" });
await Promise.all(Array.from({ length: lanes }, (_, lane) => appendForEver(lane)));

/** Every other lane appends batches of three, which must be there as a whole or not at all. */
async function appendForEver(lane: number): Promise<never> {
  for (;;) {
    const numbers = Array.from({ length: lane % 2 === 0 ? 1 : 3 }, () => next++);
    const { offset } = await store.append(
      "numbers",
      numbers.map((number) => ({ number, batch: numbers[0] })),
    );
    // A pipe is written to at once: what was acknowledged here has left the process.
    process.stdout.write(`${JSON.stringify({ numbers, offset })}\n`);
  }
}
