/*
 * DynamoDB's JSON, which core/store builds and reads, to and from what the SDK's client wants:
 * bytes instead of Base64.
 */

/** @returns a copy in which each `{ B: "<Base64>" }` holds bytes */
export function withBytes(json: unknown): unknown {
  return mapBinary(json, (content) =>
    typeof content === "string" ? Buffer.from(content, "base64") : content,
  );
}

/** @returns a copy in which each `{ B: <bytes> }` holds Base64 */
export function withBase64(value: unknown): unknown {
  return mapBinary(value, (content) =>
    content instanceof Uint8Array ? Buffer.from(content).toString("base64") : content,
  );
}

function mapBinary(value: unknown, change: (content: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => mapBinary(element, change));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, content]) => [
      name,
      name === "B" ? change(content) : mapBinary(content, change),
    ]),
  );
}
