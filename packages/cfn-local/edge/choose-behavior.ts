import type { Behavior } from "../template/distribution/model.ts";

/**
 * The first behaviour whose pattern fits the path. The last one fits any.
 *
 * "CloudFront normalizes URI paths consistent with RFC 3986 and then matches the path with the
 * correct cache behavior. Once the cache behavior is matched, CloudFront sends the raw URI path to
 * the origin." That several slashes count as one is part of it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
 */
export function chooseBehavior(behaviors: readonly Behavior[], path: string): Behavior | undefined {
  const normalised = normalise(path);
  return behaviors.find(({ pathPattern }) => fits(pathPattern, normalised));
}

/** `*` stands for any characters, slashes too; `?` for one. Case counts, a slash in front does not. */
function fits(pattern: string, path: string): boolean {
  const source = `/${pattern.replace(/^\//, "")}`
    .replace(/[$()+.[\\\]^{|}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return pattern === "*" || new RegExp(`^${source}$`, "s").test(path);
}

/** RFC 3986, 6.2.2: case and percent-encoding of unreserved characters, then dot segments. */
function normalise(path: string): string {
  const decoded = path.replace(/%[0-9a-f]{2}/gi, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escaped.toUpperCase();
  });
  const [first = "", ...segments] = decoded.replace(/\/{2,}/g, "/").split("/");
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const isDots = segment === "." || segment === "..";
    if (segment === "..") kept.pop();
    if (!isDots) kept.push(segment);
    else if (index === segments.length - 1) kept.push("");
  }
  return [first, ...kept].join("/");
}
