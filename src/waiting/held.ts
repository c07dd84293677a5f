/**
 * What a part holds for work that is under way, by name. Each count is 0 once that work is done, and after closing: one that
 * stays is a leak. Tests ask for these counts.
 */
export type Held = Readonly<Record<string, number>>;
