import express from "express";
import { latchkey } from "../../verifier/adapters/express.ts";
import { createVerifier, localRun } from "../../verifier/index.ts";

const {
  TABLE_NAME: tableName,
  PEPPER_SECRET_ARN: pepperSecretArn = "",
  PORT = "8080",
} = process.env;
const verifier = createVerifier(tableName ? { tableName, pepperSecretArn } : await localRun());

const app = express();

app.get("/health", (_request, response) => {
  response.json({ status: "ok" });
});

app.get("/v1/models", latchkey(verifier, { scope: "models:read" }), (request, response) => {
  response.json({ account: request.latchkey?.account, models: ["small", "large"] });
});

// The check comes before the body is read, so a refused request costs no parsing.
app.post("/v1/echo", latchkey(verifier, { cost: 5 }), express.json(), (request, response) => {
  response.json({ account: request.latchkey?.account, echo: request.body });
});

const server = app.listen(Number(PORT), "127.0.0.1", () => {
  const address = server.address();
  console.log(
    `Listening at http://127.0.0.1:${typeof address === "object" ? address?.port : PORT}`,
  );
});

process.once("SIGTERM", () => server.close(() => verifier.close()));
