import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { validator } from "hono/validator";
import { latchkey } from "../../verifier/adapters/hono.ts";
import { createVerifier, localRun } from "../../verifier/index.ts";

const {
  TABLE_NAME: tableName,
  PEPPER_SECRET_ARN: pepperSecretArn = "",
  PORT = "8080",
} = process.env;
const verifier = createVerifier(tableName ? { tableName, pepperSecretArn } : await localRun());

const app = new Hono();

app.get("/health", (context) => context.json({ status: "ok" }));

app.get("/v1/models", latchkey(verifier, { scope: "models:read" }), (context) =>
  context.json({ account: context.get("latchkey").account, models: ["small", "large"] }),
);

// The check comes before the body is read, so a refused request costs no parsing.
app.post(
  "/v1/echo",
  latchkey(verifier, { cost: 5 }),
  validator("json", (body) => body),
  (context) =>
    context.json({ account: context.get("latchkey").account, echo: context.req.valid("json") }),
);

const server = serve({ fetch: app.fetch, port: Number(PORT), hostname: "127.0.0.1" }, ({ port }) =>
  console.log(`Listening at http://127.0.0.1:${port}`),
);

process.once("SIGTERM", () => server.close(() => verifier.close()));
