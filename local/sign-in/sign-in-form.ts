import type { IncomingMessage } from "node:http";
import type Provider from "oidc-provider";
import type { Context, Middleware } from "./middleware.ts";
import { errorPage, signInPage } from "./pages.ts";
import { type FormTargets, showPage } from "./show-page.ts";
import type { Users } from "./users.ts";

/** The address of the sign-in form. */
export function formPath(interactionId: string): string {
  return `/login/${interactionId}`;
}

const anyFormPath = /^\/login\/[\w-]+$/;

/** An address, a password and their names are far below it. */
const maxFormBytes = 4096;

/** Cognito's message, also for an unknown user ("prevent user existence errors"). */
const wrongCredentials = "Incorrect username or password.";

/**
 * The pages on which people say who they are. There is none that asks for their consent: the only
 * client is the product's own page.
 */
export function signInForm(provider: Provider, users: Users, formTargets: FormTargets): Middleware {
  return async function answerForm(ctx, next) {
    const isForm = anyFormPath.test(ctx.path) && (ctx.method === "GET" || ctx.method === "POST");
    if (!isForm) return next();
    const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined);
    if (!interaction || formPath(interaction.uid) !== ctx.path) {
      return showPage(ctx, 400, errorPage("session_expired", "Go back to the page and try again."));
    }
    if (ctx.method === "GET") {
      const { login_hint: hint } = interaction.params;
      const email = typeof hint === "string" ? hint : "";
      return showPage(ctx, 200, signInPage({ action: ctx.path, email }), formTargets);
    }
    return answerSubmission(ctx);
  };

  async function answerSubmission(ctx: Context): Promise<void> {
    const form = await readForm(ctx.req);
    if (!form) return showPage(ctx, 400, errorPage("invalid_request", "The form is too long."));
    const email = form.get("email") ?? "";
    const user = await users.authenticate(email, form.get("password") ?? "");
    if (!user) {
      const page = signInPage({ action: ctx.path, email, failure: wrongCredentials });
      return showPage(ctx, 403, page, formTargets);
    }
    const result = { login: { accountId: user.subject } };
    const options = { mergeWithLastSubmission: false };
    const returnTo = await provider.interactionResult(ctx.req, ctx.res, result, options);
    ctx.status = 303;
    ctx.redirect(returnTo);
  }
}

/** @returns undefined if it is longer than any form of ours */
async function readForm(message: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += chunk.length;
    if (bytes > maxFormBytes) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
