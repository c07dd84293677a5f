/** Adds to the cases that were tried. */
export type Count = (cases: number) => void;
