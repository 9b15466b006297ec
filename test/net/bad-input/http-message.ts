const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
/** Node's parser takes several spaces, HTTP/0.9 and HTTP/2.0 as well, and answers as ever. */
const requestLine = new RegExp(`^${token} +[!-~\\x80-\\xff]+( +HTTP/(0\\.9|1\\.[01]|2\\.0))?$`);
const headerLine = new RegExp(`^(${token}):[\\t ]*([\\t -~\\x80-\\xff]*)$`);

/** CloudFront: "maximum length of a request, including headers and query strings", body excepted. */
const maxHeadBytes = 20_480;

/**
 * Says whether a request is HTTP at all (RFC 9112), and not one that could be read in two ways.
 *
 * @param lines the request line, then headers, `Host` and `Connection` excepted
 */
export function isHttp(lines: readonly Buffer[]): boolean {
  const [first = "", ...rest] = lines.map((line) => line.toString("latin1"));
  const headers = rest.map((line) => headerLine.exec(line));
  const valuesOf = (name: string) =>
    headers.filter((match) => match?.[1]?.toLowerCase() === name).map((match) => match?.[2] ?? "");
  const lengths = valuesOf("content-length");
  const codings = valuesOf("transfer-encoding");
  return (
    requestLine.test(first) &&
    headers.every((match) => match !== null) &&
    lengths.every((value) => /^\d+$/.test(value)) &&
    codings.every((value) => value === "chunked") &&
    lengths.length + codings.length <= 1
  );
}

export function isTooLong(lines: readonly Buffer[]): boolean {
  return lines.reduce((sum, line) => sum + line.length + 2, 0) > maxHeadBytes;
}
