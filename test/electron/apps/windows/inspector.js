// The inspector in a page of the app, as the guide shows it.
import "electron-durable-streams/inspector";
import { connectInspection } from "electron-durable-streams/renderer";

const inspector = document.querySelector("streams-inspector");
try {
  inspector.connection = await connectInspection();
} catch (error) {
  inspector.failure = error;
}
