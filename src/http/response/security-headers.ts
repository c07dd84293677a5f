/**
 * For responses that a browser is made to load outside of `fetch` (PROTOCOL.md, section 12.7): it guesses
 * no content type, embeds nothing in pages of others, and runs nothing when a stream is opened as a page.
 */
export const securityHeaders = {
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; sandbox",
} as const;
