/** A request as it goes over the line. */
interface Sent {
  readonly method: string;
  readonly target: string;
  readonly body: string | Buffer;
}

interface EdgeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const knownMethods = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"];
const maxUrlBytes = 8_000;

/**
 * Holds an answer that none of the APIs gave against what stands before them: the distribution, with
 * pages of its own for what it does not let through, and the site.
 *
 * @returns what is wrong with it; undefined where the request was for an API to answer
 */
export function edgeFaults(sent: Sent, answer: EdgeResponse): string[] | undefined {
  const [path = ""] = sent.target.split("?");
  const isRefused =
    !path.startsWith("/") ||
    !knownMethods.includes(sent.method) ||
    (sent.method === "GET" && sent.body.length > 0);
  if (isRefused) return pageFaults(sent, answer, [400, 403]);
  if (sent.target.length > maxUrlBytes && answer.status === 413) {
    return pageFaults(sent, answer, [413]);
  }
  if (!normalised(path).startsWith("/api/")) return siteFaults(sent, answer);
  // The path as it came is outside the API's stage, however CloudFront read it.
  if (!/^\/+api\//.test(path)) {
    const text = sent.method === "HEAD" ? "" : '{"message":"Forbidden"}';
    return answer.status === 403 && answer.body === text ? [] : ["it should be forbidden"];
  }
  return undefined;
}

/** RFC 3986, 6.2.2, as CloudFront reads a path; to a URL's parser a backslash would be a slash. */
export function normalised(path: string): string {
  const decoded = path
    .replaceAll("\\", "%5C")
    .replace(/%(4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae]|2[de]|3[0-9])/gi, (escaped) =>
      String.fromCharCode(Number.parseInt(escaped.slice(1), 16)),
    );
  return new URL(decoded.replace(/\/{2,}/g, "/"), "http://localhost").pathname;
}

/** @returns what is wrong with an answer that has to be a page of CloudFront's own */
export function pageFaults(
  { method }: Pick<Sent, "method">,
  answer: EdgeResponse,
  statuses: readonly number[],
): string[] {
  const isPage =
    statuses.includes(answer.status) &&
    answer.headers["content-type"] === "text/html" &&
    answer.headers["x-cache"] === "Error from cloudfront" &&
    (method === "HEAD" || answer.body.includes("ERROR"));
  return isPage ? [] : [`${answer.status} should be a page of CloudFront's`];
}

function siteFaults({ method }: Sent, answer: EdgeResponse): string[] {
  const isRead = method === "GET" || method === "HEAD";
  if (isRead && (answer.status === 302 || answer.status === 200)) return [];
  const text = isRead ? '{"error":"Not found"}' : '{"error":"Method not allowed"}';
  const isShaped =
    answer.status === (isRead ? 404 : 405) &&
    answer.headers["content-type"] === "application/json" &&
    answer.body === (method === "HEAD" ? "" : text);
  return isShaped ? [] : [`the site answered ${answer.status}`];
}
