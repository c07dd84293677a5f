import { connectToHost } from "./connect.ts";
import { StreamsInspector } from "./streams-inspector.ts";

const inspector = document.querySelector("streams-inspector");
if (!(inspector instanceof StreamsInspector)) throw new Error("the page holds no <streams-inspector>");

try {
  inspector.connection = await connectToHost();
} catch (error) {
  inspector.failure = error;
}
