import type { SignInClient } from "../../packages/cfn-local/index.ts";

/**
 * The template's client with local URLs: each URL of the distribution is replaced by this run's,
 * for both 127.0.0.1 and localhost. Other URLs follow unchanged.
 *
 * @param distributionUrl `https://…` of the stack, if it has a distribution
 */
export function localClient(
  client: SignInClient,
  distributionUrl: string | undefined,
  localPort: number,
): SignInClient {
  const isHere = (url: string) =>
    distributionUrl !== undefined && new URL(url).origin === new URL(distributionUrl).origin;
  const localise = (urls: readonly string[]): string[] => {
    const here = urls.filter(isHere).flatMap((url) => localForms(url, localPort));
    return [...new Set([...here, ...urls.filter((url) => !isHere(url))])];
  };
  return {
    ...client,
    callbackUrls: localise(client.callbackUrls),
    logoutUrls: localise(client.logoutUrls),
  };
}

function localForms(url: string, port: number): string[] {
  const { pathname, search } = new URL(url);
  return ["127.0.0.1", "localhost"].map((host) => `http://${host}:${port}${pathname}${search}`);
}
