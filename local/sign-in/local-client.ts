import type { SignInClient } from "../template/model.ts";

/**
 * A client whose pages are served here: where a URL is the distribution's, this run's own stands
 * for it, under both names that people type. Other URLs stay as the template has them.
 *
 * @param distributionUrl `https://…` of the stack, where it has one
 */
export function localClient(
  client: SignInClient,
  distributionUrl: string | undefined,
  localPort: number,
): SignInClient {
  const localise = (urls: readonly string[]): string[] => [
    ...new Set(urls.flatMap((url) => localForms(url, distributionUrl, localPort))),
  ];
  return {
    ...client,
    callbackUrls: localise(client.callbackUrls),
    logoutUrls: localise(client.logoutUrls),
  };
}

function localForms(url: string, distributionUrl: string | undefined, port: number): string[] {
  const { origin, pathname, search } = new URL(url);
  const isHere = distributionUrl !== undefined && origin === new URL(distributionUrl).origin;
  if (!isHere) return [url];
  return ["127.0.0.1", "localhost"].map((host) => `http://${host}:${port}${pathname}${search}`);
}
