/** Whether an argument names a server. A folder may have a colon in its name, but hardly two slashes after it. */
export function isUrl(where: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(where);
}
