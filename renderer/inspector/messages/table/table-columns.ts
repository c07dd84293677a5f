import { readStored, writeStored } from "../../shell/local-storage.ts";

const name = "table columns";
/** The number of streams whose columns are kept. */
const maxStreams = 50;

/** So many of the keys that occur are columns before the user chooses. */
export const defaultColumns = 10;

/** The columns that the user chose for the table of a stream, for later visits. */
export const chosenColumns = {
  of(path: string): readonly string[] | undefined {
    return read().find(([stream]) => stream === path)?.[1];
  },
  keep(path: string, columns: readonly string[] | undefined): void {
    const others = read().filter(([stream]) => stream !== path);
    writeStored(name, columns ? [[path, columns], ...others].slice(0, maxStreams) : others);
  },
};

function read(): (readonly [path: string, columns: readonly string[]])[] {
  const stored = readStored(name);
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((entry: unknown) => {
    const [path, columns] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (typeof path !== "string" || !Array.isArray(columns)) return [];
    return [[path, columns.filter((column) => typeof column === "string")] as const];
  });
}
