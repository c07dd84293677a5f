import { Option, type Command } from "commander";
import { parseStreamRoot } from "../../replication/remote/stream-url.ts";
import type { StoreOptions } from "../../store/index.ts";
import { commandName } from "../terminal/fail.ts";
import { FolderTarget } from "./folder-target.ts";
import { isUrl } from "./is-url.ts";
import { openOrCreate, openToRead, openToWrite } from "./open-store.ts";
import { tokenVariable } from "./server-error.ts";
import type { Target } from "./target.ts";
import { UrlTarget } from "./url-target.ts";

export interface WhereOptions {
  readonly token?: string;
  /** Of a folder's store; a server has its own. */
  readonly definitions?: Pick<StoreOptions, "streams">;
}

/** How a folder is opened: `create` makes a store if there is none. */
export type Purpose = "read" | "write" | "create";

/** Adds the argument that says where the streams are, and the token for a server. */
export function withWhere(command: Command): Command {
  return command
    .argument("<where>", "the store's folder, or the URL of a server, such as http://127.0.0.1:4437")
    .addOption(tokenOption());
}

export function tokenOption(): Option {
  return new Option("--token <token>", "the bearer token for the server").env(tokenVariable);
}

/** Opens what the argument names, and closes it when the work is done or has failed. */
export async function withTarget<Result>(
  where: string,
  purpose: Purpose,
  { token, definitions = {} }: WhereOptions,
  work: (target: Target) => Promise<Result>,
): Promise<Result> {
  const target = openTarget(where, purpose, token, definitions);
  try {
    return await work(target);
  } finally {
    await target.close();
  }
}

const opening = { read: openToRead, write: openToWrite, create: openOrCreate };

function openTarget(
  where: string,
  purpose: Purpose,
  token: string | undefined,
  definitions: Pick<StoreOptions, "streams">,
): Target {
  if (isUrl(where))
    return new UrlTarget(parseStreamRoot(where), token, (line) => console.error(`${commandName}: ${line}`));
  // A command is over before there is anything to compact.
  return new FolderTarget(
    opening[purpose](where, purpose === "read" ? {} : { compactIntervalMs: 0, ...definitions }),
  );
}
