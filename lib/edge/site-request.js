/*
 * Runs in CloudFront before every request that is for neither API: knows which addresses there
 * are, and turns them into files of the bucket. Whatever else is asked for ends here, so nothing
 * that a client can spell reaches the bucket but names from these lists and names of assets.
 *
 * The runtime is no browser and no Node: no destructuring, no classes, no for…of
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html).
 * `request.uri` is the path as it was sent: neither decoded nor normalised.
 *
 * lib/edge/site-function.ts puts `site` in front.
 */

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name
function handler(event) {
  const request = event.request;
  const uri = request.uri;
  if (request.method !== "GET" && request.method !== "HEAD") return methodNotAllowed();
  const file = fileAt(uri);
  if (file) {
    request.uri = file;
    return request;
  }
  const address = addressMeant(uri);
  return address ? redirectTo(address, request) : notFound(request);
}

/** Which file of the bucket an address shows, if there is one. */
function fileAt(uri) {
  if (isAsset(uri)) return uri;
  if (site.files.indexOf(uri) >= 0) return uri;
  if (site.pages.indexOf(uri) >= 0) return `${uri}/index.html`;
  return appFileAt(uri);
}

/**
 * By its form, not by a list: a page that is still open belongs to an earlier deployment. The
 * length goes first, as the time that a function has is short.
 */
function isAsset(uri) {
  return uri.length <= 128 && /^\/assets\/[\w-]+-[0-9A-Za-z]{8,64}\.[0-9a-z]+$/.test(uri);
}

/** Segments, ids of accounts among them: of those, browsers encode `:`, `@`, `|` and `+`. */
const belowApp = /^(\/[\w-]([\w.:@|+-]|%(40|3[Aa]|7[Cc]|2[Bb]))*)*$/;

/** The settings page and the console, and their own routes below them. */
function appFileAt(uri) {
  for (let index = 0; index < site.apps.length; index++) {
    const app = site.apps[index];
    const isIn = uri.startsWith(app.path) && uri.length <= 1024;
    if (isIn && belowApp.test(uri.slice(app.path.length))) return app.file;
  }
  return undefined;
}

/** Another address that is meant. Always one that there is, so it never leads elsewhere. */
function addressMeant(uri) {
  // Nor is a path ever the name of something that every object has.
  if (!uri.startsWith("/")) return undefined;
  if (site.redirects[uri]) return site.redirects[uri];
  if (!uri.endsWith("/")) return undefined;
  const address = uri.slice(0, -1);
  if (site.redirects[address]) return site.redirects[address];
  return site.pages.indexOf(address) >= 0 || appFileAt(address) ? address : undefined;
}

function redirectTo(address, request) {
  const query = request.rawQueryString();
  return respond(302, "Found", {
    location: { value: query ? `${address}?${query}` : address },
  });
}

function notFound(request) {
  const accept = request.headers.accept;
  const wantsHtml = accept && accept.value.indexOf("text/html") >= 0;
  const response = respond(404, "Not Found", {
    "content-type": { value: wantsHtml ? "text/html; charset=utf-8" : "application/json" },
    vary: { value: "Accept" },
  });
  if (wantsHtml) response.headers["content-security-policy"] = { value: site.notFoundPolicy };
  if (request.method === "GET") response.body = wantsHtml ? site.notFoundPage : site.notFound;
  return response;
}

function methodNotAllowed() {
  const response = respond(405, "Method Not Allowed", {
    "content-type": { value: "application/json" },
    allow: { value: "GET, HEAD" },
  });
  response.body = site.methodNotAllowed;
  return response;
}

function respond(statusCode, statusDescription, headers) {
  for (const name in site.headers) headers[name] = { value: site.headers[name] };
  return { statusCode: statusCode, statusDescription: statusDescription, headers: headers };
}
