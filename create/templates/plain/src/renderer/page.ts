import { connectStreams } from "electron-durable-streams/renderer";
import { notes } from "../streams.ts";

const form = document.querySelector("form")!;
const input = document.querySelector("input")!;
const list = document.querySelector("ul")!;
const problem = document.querySelector("[role=alert]")!;
const showProblem = ({ message }: Error): void => void (problem.textContent = message);

const connection = connectStreams();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  add(input.value).catch(showProblem);
});

async function add(text: string): Promise<void> {
  const streams = await connection;
  await streams.append(notes(), { text });
  problem.textContent = "";
  form.reset();
}

const streams = await connection;
streams.messages$(notes()).subscribe({
  next: ({ data }) => {
    const item = document.createElement("li");
    item.textContent = data.text;
    list.prepend(item);
  },
  error: showProblem,
});
