/**
 * Finds every `Authorization` header of a request: Node's `headers` keeps the first alone, but
 * several are no credential.
 *
 * @param rawHeaders names and values in turn, as Node's `rawHeaders`
 */
export function authorizationIn(rawHeaders: readonly string[]): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === "authorization")
      values.push(rawHeaders[index + 1] ?? "");
  }
  return values;
}
