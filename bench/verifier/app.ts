import express, { type RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { createClient } from "redis";
import * as z from "zod";
import { latchkey } from "../../verifier/adapters/express.ts";
import { createVerifier } from "../../verifier/index.ts";
import { betterAuth } from "../harness/contestants/better-auth.ts";
import type { Contestant } from "../harness/contestants/contestant.ts";
import { rateLimiterFlexible } from "../harness/contestants/rate-limiter-flexible.ts";
import { serveTask } from "./server-process.ts";

/* One Express app with one route, guarded in one of these ways. */

const taskSchema = z.object({
  guard: z.enum(["none", "memory", "redis", "rate-limiter-flexible", "better-auth", "latchkey"]),
  tableEndpoint: z.string(),
  secretEndpoint: z.string(),
  redisUrl: z.string(),
  prepared: z.object({
    tableName: z.string(),
    keys: z.array(z.string()),
    limitPerMinute: z.number(),
    secret: z.string(),
  }),
});

type Task = z.infer<typeof taskSchema>;

const minuteMs = 60_000;

async function guardOf(task: Task): Promise<RequestHandler | undefined> {
  const { limitPerMinute: limit, tableName } = task.prepared;
  switch (task.guard) {
    case "none":
      return undefined;
    case "memory":
      return rateLimit({ windowMs: minuteMs, limit, keyGenerator: (request) => tokenOf(request) });
    case "redis": {
      const storeClient = createClient({ url: task.redisUrl });
      await storeClient.connect();
      const duration = minuteMs / 1_000;
      const limiter = new RateLimiterRedis({
        storeClient,
        useRedisPackage: true,
        points: limit,
        duration,
      });
      return guardBy(async (key) => {
        try {
          await limiter.consume(key);
          return true;
        } catch (reason) {
          if (reason instanceof RateLimiterRes) return false;
          throw reason;
        }
      });
    }
    case "rate-limiter-flexible":
      return guardByContestant(rateLimiterFlexible, task);
    case "better-auth":
      return guardByContestant(betterAuth, task);
    case "latchkey":
      return latchkey(
        createVerifier({
          tableName,
          pepperSecretArn: "pepper",
          region: "us-east-1",
          credentials: { accessKeyId: "local", secretAccessKey: "local" },
          endpoints: { dynamodb: task.tableEndpoint, secretsManager: task.secretEndpoint },
        }),
      );
  }
}

async function guardByContestant(contestant: Contestant, { tableEndpoint, prepared }: Task) {
  const { check } = await contestant.open(tableEndpoint, prepared, Date.now);
  return guardBy(check);
}

function guardBy(check: (key: string) => Promise<boolean>): RequestHandler {
  return async (request, response, next) => {
    if (await check(tokenOf(request))) next();
    else response.status(429).end();
  };
}

function tokenOf({
  headers,
}: {
  readonly headers: { readonly authorization?: string | undefined };
}): string {
  return headers.authorization?.slice("Bearer ".length) ?? "";
}

serveTask(taskSchema, async (task) => {
  const app = express();
  const guard = await guardOf(task);
  if (guard) app.use(guard);
  app.get("/", (_request, response) => {
    response.json({ ok: true });
  });
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}` };
});
