export async function createStream(url: string, contentType: string): Promise<void> {
  await send("PUT", url, contentType);
}

export async function post(url: string, contentType: string, body: string): Promise<void> {
  await send("POST", url, contentType, body);
}

/** Reads a stream to its end; returns the bodies of its pages. */
export async function readStream(url: string): Promise<Uint8Array[]> {
  const bodies: Uint8Array[] = [];
  for (let offset = "-1"; ;) {
    const response = await fetch(`${url}?offset=${offset}`);
    if (!response.ok) throw new Error(`GET ${url}: ${response.status}`);
    bodies.push(new Uint8Array(await response.arrayBuffer()));
    if (response.headers.has("Stream-Up-To-Date")) return bodies;
    offset = response.headers.get("Stream-Next-Offset")!;
  }
}

async function send(method: string, url: string, contentType: string, body?: string): Promise<void> {
  const headers = { "Content-Type": contentType };
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
}
