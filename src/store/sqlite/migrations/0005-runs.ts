/** Several messages in a row, whose key is the last one's: see `message-rows.ts`. NULL in rows of one message. */
export const migration0005 = `
  ALTER TABLE message ADD COLUMN lengths BLOB;
`;
