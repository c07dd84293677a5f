/** The methods of the protocol (PROTOCOL.md, section 5), as `Allow` lists them. */
export const streamMethods = "PUT, POST, GET, HEAD, DELETE";

export const allowedMethods = `${streamMethods}, OPTIONS`;
