// Loaded with `--require`, before the app's module: schemes must be registered before the app is ready.
import { protocol } from "electron";
import { streamsScheme } from "../../../../main/streams-scheme/streams-scheme.ts";

protocol.registerSchemesAsPrivileged([streamsScheme]);
