/**
 * Protects against pages that make the browser load a response without `fetch` (PROTOCOL.md, section 12.7): the
 * browser does not guess the content type, does not embed the response in pages of other origins, and runs no
 * script of a stream that is opened as a page.
 */
export const securityHeaders = {
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; sandbox",
} as const;
