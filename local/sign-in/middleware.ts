import type Provider from "oidc-provider";

/** The provider is built on Koa; this is Koa's kind of handler, and what it handles. */
export type Middleware = Parameters<Provider["use"]>[0];
export type Context = Parameters<Middleware>[0];
