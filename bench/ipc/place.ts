import type { IpcHost } from "./host.ts";
import type { IpcWindow } from "./window.ts";

/** Calls a method of an object that lives elsewhere. */
export type Remote<T> = <Name extends keyof T>(
  name: Name,
  ...args: T[Name] extends (...args: infer Args) => unknown ? Args : never
) => Promise<T[Name] extends (...args: never) => Promise<infer Result> ? Result : never>;

/** Where a window and a main process are: threads of Node, or the processes of Electron. */
export interface Place {
  readonly host: Remote<IpcHost>;
  readonly window: Remote<IpcWindow>;
  close(): Promise<void>;
}

/** A text says why there is no such place here. */
export type OpenPlace = (directory: string) => Promise<Place | string>;
