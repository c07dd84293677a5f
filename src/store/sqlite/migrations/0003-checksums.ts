/** See `messages/checksum.ts`. NULL in rows from before this version, which cannot be checked. */
export const migration0003 = `
  ALTER TABLE message ADD COLUMN checksum INTEGER;
`;
