import type { Context } from "./middleware.ts";

/** Where the form may lead: browsers hold redirects after it to that, too (CSP 3, form-action). */
export type FormTargets = readonly string[];

/** Answers with a page of {@link signInPage} or its neighbours. */
export function showPage(
  ctx: Pick<Context, "status" | "type" | "body" | "set">,
  status: number,
  page: string,
  formTargets: FormTargets = [],
): void {
  ctx.status = status;
  ctx.set({
    "Cache-Control": "no-store",
    "Content-Security-Policy": [
      "default-src 'none'",
      "style-src 'self'",
      "img-src data:",
      "base-uri 'none'",
      `form-action ${["'self'", ...formTargets].join(" ")}`,
      "frame-ancestors 'none'",
    ].join("; "),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  });
  ctx.type = "html";
  ctx.body = page;
}
