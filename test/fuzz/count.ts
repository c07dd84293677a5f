/** Adds to the number of cases tried. */
export type Count = (cases: number) => void;
