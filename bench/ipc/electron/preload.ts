import { ipcRenderer } from "electron";
import { exposeStreamsPort } from "../../../main/preload/index.ts";
import { bareChannel, otherChannel } from "./channels.ts";

exposeStreamsPort();
window.addEventListener("message", ({ data, ports: [port] }) => {
  if (data === otherChannel || data === bareChannel) ipcRenderer.postMessage(data, null, [port!]);
});
