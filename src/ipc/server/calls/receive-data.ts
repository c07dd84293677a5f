import { badMessage, firstLine, JsonText } from "../../../protocol/append-data.ts";

/**
 * The data of an append as the store takes it: values come as JSON text, which a window may have written itself.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function receiveData(data: unknown): unknown {
  return Array.isArray(data)
    ? data.map((message: unknown, position) => receiveMessage(message, position))
    : receiveMessage(data);
}

function receiveMessage(message: unknown, position?: number): unknown {
  if (!isJsonText(message)) return message;
  try {
    JSON.parse(message.json);
  } catch (error) {
    throw badMessage(`data is not valid JSON: ${firstLine(error)}`, position);
  }
  return new JsonText(message.json);
}

function isJsonText(message: unknown): message is JsonText {
  if (typeof message !== "object" || message === null || Array.isArray(message)) return false;
  return typeof (message as Partial<JsonText>).json === "string" && Object.keys(message).length === 1;
}
