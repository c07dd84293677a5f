/** See `message-checksum.ts`. NULL in what was stored before: there is no telling whether it is as it was. */
export const migration0003 = `
  ALTER TABLE message ADD COLUMN checksum INTEGER;
`;
