/** Rows of several messages, whose key is the last one's: see `messages/rows.ts`. NULL in rows of one message. */
export const migration0005 = `
  ALTER TABLE message ADD COLUMN lengths BLOB;
`;
