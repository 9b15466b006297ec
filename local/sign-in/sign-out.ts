import type Provider from "oidc-provider";
import type { SignInClient } from "../../packages/cfn-local/template/model.ts";
import type { Middleware } from "./middleware.ts";
import { errorPage } from "./pages.ts";
import { showPage } from "./show-page.ts";

export const signOutPath = "/logout";

/**
 * Cognito's own way to end a session, which is not OpenID Connect's: `client_id` and `logout_uri`,
 * and no question. It leaves tokens alone: a page that wants its refresh token dead revokes it.
 * The session ends even if the return address is refused.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export function signOut(provider: Provider, client: SignInClient): Middleware {
  const cookieName = provider.cookieName("session");

  return async function answerSignOut(ctx, next) {
    if (ctx.path !== signOutPath || ctx.method !== "GET") return next();
    const sessionId = ctx.cookies.get(cookieName, { signed: true });
    const session = sessionId ? await provider.Session.find(sessionId) : undefined;
    await session?.destroy();
    ctx.cookies.set(cookieName, null, { signed: true });
    const query = new URLSearchParams(ctx.querystring);
    const logoutUri = query.get("logout_uri");
    if (query.get("client_id") !== client.clientId) {
      return showPage(ctx, 400, errorPage("invalid_request", "There is no such client."));
    }
    if (logoutUri === null || !client.logoutUrls.includes(logoutUri)) {
      const problem = "Required String parameter 'redirect_uri' is not present";
      return showPage(ctx, 400, errorPage("invalid_request", problem));
    }
    ctx.redirect(logoutUri);
  };
}
