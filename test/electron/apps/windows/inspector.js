// The inspector within a page of the app's own, as the documentation says.
import "electron-durable-streams/inspector";
import { connectInspection } from "electron-durable-streams/renderer";

const inspector = document.querySelector("streams-inspector");
try {
  inspector.connection = await connectInspection();
} catch (error) {
  inspector.failure = error;
}
