import { extname } from "node:path";

/**
 * What `aws s3 sync` takes a file for: Python's `mimetypes`, which goes by the name alone, in the
 * version that the deployment's function runs on (3.13). Types have no charset.
 *
 * @see https://docs.python.org/3.13/library/mimetypes.html
 */
const typeByExtension = new Map([
  [".avif", "image/avif"],
  [".css", "text/css"],
  [".csv", "text/csv"],
  [".gif", "image/gif"],
  [".htm", "text/html"],
  [".html", "text/html"],
  [".ico", "image/vnd.microsoft.icon"],
  [".jpeg", "image/jpeg"],
  [".jpg", "image/jpeg"],
  [".js", "text/javascript"],
  [".json", "application/json"],
  [".mjs", "text/javascript"],
  [".pdf", "application/pdf"],
  [".png", "image/png"],
  [".svg", "image/svg+xml"],
  [".txt", "text/plain"],
  [".wasm", "application/wasm"],
  [".webmanifest", "application/manifest+json"],
  [".webp", "image/webp"],
  [".xml", "text/xml"],
]);

/** S3's type for objects without one. Python knows no types of fonts, so they get it too. */
const unknownType = "binary/octet-stream";

export function contentTypeOf(path: string): string {
  return typeByExtension.get(extname(path).toLowerCase()) ?? unknownType;
}
