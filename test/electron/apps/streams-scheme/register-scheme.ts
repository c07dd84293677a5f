// Loaded with `--require`, before the app's module: early enough, whatever starts the app.
import { protocol } from "electron";
import { streamsScheme } from "../../../../main/streams-scheme/streams-scheme.ts";

protocol.registerSchemesAsPrivileged([streamsScheme]);
