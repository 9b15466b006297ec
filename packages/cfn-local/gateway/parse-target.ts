/**
 * Splits a request target into path and query, both left as they came. An absolute target
 * (`GET http://host/path`) names the same resource as its path does.
 */
export function parseTarget(target: string): { path: string; query: string } {
  const relative = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
  const [beforeFragment = ""] = relative.split("#");
  const question = beforeFragment.indexOf("?");
  if (question < 0) return { path: beforeFragment, query: "" };
  return { path: beforeFragment.slice(0, question), query: beforeFragment.slice(question + 1) };
}
