import fastify from "fastify";
import { latchkey } from "../../verifier/adapters/fastify.ts";
import { createVerifier, localRun } from "../../verifier/index.ts";

const {
  TABLE_NAME: tableName,
  PEPPER_SECRET_ARN: pepperSecretArn = "",
  PORT = "8080",
} = process.env;
const verifier = createVerifier(tableName ? { tableName, pepperSecretArn } : await localRun());

const app = fastify();
app.addHook("onClose", () => verifier.close());

app.get("/health", async () => ({ status: "ok" }));

app.get(
  "/v1/models",
  { onRequest: latchkey(verifier, { scope: "models:read" }) },
  async (request) => ({ account: request.latchkey?.account, models: ["small", "large"] }),
);

// The hook runs before the body is read, so a refused request costs no parsing.
app.post("/v1/echo", { onRequest: latchkey(verifier, { cost: 5 }) }, async (request) => ({
  account: request.latchkey?.account,
  echo: request.body,
}));

const url = await app.listen({ port: Number(PORT), host: "127.0.0.1" });
console.log(`Listening at ${url}`);

process.once("SIGTERM", () => app.close());
