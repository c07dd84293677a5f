import * as fc from "fast-check";

/** The bytes of one request, valid or not; one character is one byte. */
export interface RawRequest {
  readonly bytes: string;
  /** Whether it is valid HTTP/1.1: the server responds to it, if all requests before it are valid, too. */
  readonly isValid: boolean;
}

/** The body of requests that the server must refuse: no message may contain it. */
export const poison = "POISON";

const line = "\r\n";
const paths = fc.constantFrom(
  "/json",
  "/bytes",
  "/json?offset=-1&live=long-poll",
  "/bytes?offset=now&live=sse",
  "/missing",
);
const validHeaders = fc.array(
  fc.constantFrom(
    "Accept: */*",
    "Content-Type: application/json",
    "Stream-Seq: 7",
    "X-Empty:",
    "Cookie: a=b",
    "Expect: 100-continue",
    "Connection: keep-alive",
    "TE: trailers",
    "Upgrade: h2c",
  ),
  { maxLength: 3 },
);
const text = fc
  .string({ maxLength: 40 })
  .map((value) => JSON.stringify(value).replaceAll(/[^\x20-\x7e]/g, "?"));

/** `HOST` stands for the server's address. */
const validRequest = fc
  .tuple(
    fc.constantFrom("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"),
    paths,
    validHeaders,
    text,
    fc.boolean(),
  )
  .map(([method, path, headers, body, isChunked]): RawRequest => {
    const hasBody = method === "POST" || method === "PUT";
    const framing = isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`;
    const lines = [
      `${method} ${path} HTTP/1.1`,
      "Host: HOST",
      ...(hasBody ? [...headers, framing] : headers),
    ];
    if (!hasBody)
      return { isValid: true, bytes: lines.filter((h) => !h.startsWith("Expect")).join(line) + line + line };
    return { isValid: true, bytes: lines.join(line) + line + line + (isChunked ? chunked(body) : body) };
  });

/** Framings whose end two servers could find in different places (RFC 9112, 6 and 11.2), and other invalid headers. */
const brokenPosts = [
  ["Content-Length: 6", "Transfer-Encoding: chunked"],
  ["Transfer-Encoding: chunked", "Content-Length: 6"],
  ["Content-Length: 6", "Content-Length: 7"],
  ["Content-Length: 6, 6"],
  ["Content-Length: +6"],
  ["Content-Length: -6"],
  ["Content-Length: 0x6"],
  ["Content-Length: 6 6"],
  ["Content-Length: 99999999999999999999"],
  ["Content-Length:6", " 6"],
  ["Transfer-Encoding: chunked, identity"],
  ["Transfer-Encoding: xchunked"],
  ["Transfer-Encoding : chunked"],
  ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
  ["Content-Length: 6", "Bad Name: x"],
  ["Content-Length: 6", "No-Colon"],
  ["Content-Length: 6", "Nul: \0"],
  ["Content-Length: 6", ": no name"],
] as const;
const brokenPost = fc
  .tuple(fc.constantFrom(...brokenPosts), fc.constantFrom(poison, chunked(poison)))
  .map(([headers, body]) =>
    ["POST /bytes HTTP/1.1", "Host: HOST", "Content-Type: text/plain", ...headers, "", body].join(line),
  );

const brokenChunks = fc
  .constantFrom(
    `6\n${poison}\r\n0\r\n\r\n`,
    `0x6\r\n${poison}\r\n0\r\n\r\n`,
    `-6\r\n${poison}\r\n0\r\n\r\n`,
    `6${poison}\r\n0\r\n\r\n`,
    `5\r\n${poison}\r\n0\r\n\r\n`,
    `6 \r\n${poison}\r\n0\r\n\r\n`,
    `ffffffffffffffffff\r\n${poison}\r\n`,
    `6\r\n${poison}\r\n0\r\nbad trailer\r\n\r\n`,
    `6;${"x".repeat(20_000)}\r\n${poison}\r\n0\r\n\r\n`,
  )
  .map((chunks) =>
    [
      "POST /bytes HTTP/1.1",
      "Host: HOST",
      "Content-Type: text/plain",
      "Transfer-Encoding: chunked",
      "",
      chunks,
    ].join(line),
  );

const brokenLines = fc
  .constantFrom(
    "GET /json",
    "GET /json HTTP/9.9",
    "GET /json HTTP/1.1 x",
    "GET  /json HTTP/1.1",
    "get /json HTTP/1.1",
    "GET json HTTP/1.1",
    "GET http://[/ HTTP/1.1",
    "GET http://evil.example/json HTTP/1.1",
    "GET //evil.example/json HTTP/1.1",
    "GET /%zz HTTP/1.1",
    "GET /\x00 HTTP/1.1",
    "GET /é HTTP/1.1",
    "GET /a b HTTP/1.1",
    `GET /${"x".repeat(20_000)} HTTP/1.1`,
    "CONNECT evil.example:443 HTTP/1.1",
    "PRI * HTTP/2.0",
    "OPTIONS * HTTP/1.1",
    "TRACE /json HTTP/1.1",
    "\x16\x03\x01\x02\x00\x01",
    "",
  )
  .chain((start) =>
    fc
      .constantFrom(
        "Host: HOST",
        "Host: evil.example",
        "Host:",
        "Host: HOST\r\nHost: HOST",
        `X: ${"y".repeat(20_000)}`,
        "Expect: x",
      )
      .map((header) => [start, header, "", ""].join(line)),
  );

const broken: fc.Arbitrary<RawRequest> = fc
  .oneof(brokenPost, brokenChunks, brokenLines, fc.string({ unit: "binary", maxLength: 60 }))
  .map((bytes) => ({ isValid: false, bytes: bytes.replaceAll(/[^\0-\xff]/gu, "?") }));

/** A valid request with bytes removed or inserted. */
const damaged: fc.Arbitrary<RawRequest> = fc
  .tuple(
    validRequest,
    fc.nat(),
    fc.nat(8),
    fc.constantFrom("", "\r", "\n", "\0", " ", ":", "\xff", "\r\n\r\n"),
  )
  .map(([{ bytes }, where, cut, put]) => {
    const at = where % bytes.length;
    return { isValid: false, bytes: bytes.slice(0, at) + put + bytes.slice(at + cut) };
  });

/** The requests of one connection, sent without waiting for responses. */
export const pipelined = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: validRequest },
    { weight: 2, arbitrary: broken },
    { weight: 1, arbitrary: damaged },
  ),
  { minLength: 1, maxLength: 6 },
);

function chunked(body: string): string {
  const half = Math.floor(body.length / 2);
  const chunk = (part: string) => (part === "" ? "" : `${part.length.toString(16)};x=y\r\n${part}\r\n`);
  return `${chunk(body.slice(0, half))}${chunk(body.slice(half))}0\r\nTrailer: x\r\n\r\n`;
}
