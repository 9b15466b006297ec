import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import * as z from "zod";
import { parseKeyring } from "../../core/key/pepper.ts";
import { hotItem } from "../../core/store/key-item.ts";
import { newKey } from "../../test/support/keys.ts";
import { dynamoDbItem } from "../harness/database/dynamodb-json.ts";
import { serveTask } from "./server-process.ts";

/*
 * A secret, and a table that answers at once: it counts, and checks nothing. The windows of its keys
 * are always empty but for the current second.
 */

const taskSchema = z.object({
  secret: z.string(),
  keys: z.number(),
  limitPerMinute: z.number(),
});

const number = z.object({ N: z.string() });
const requestSchema = z.object({
  Key: z.object({ pk: z.object({ S: z.string() }) }).optional(),
  ReturnValues: z.string().optional(),
  ExpressionAttributeValues: z
    .object({
      ":pk": z.object({ S: z.string() }).optional(),
      ":second": number.optional(),
    })
    .optional(),
});

type Item = Record<string, unknown>;

serveTask(taskSchema, async ({ secret, keys: count, limitPerMinute }) => {
  const keyring = parseKeyring(secret);
  const items = new Map<string, Item>();
  const keys: string[] = [];
  for (let made = 0; made < count; made++) {
    const { key, record } = newKey(keyring, { rateLimitPerMinute: limitPerMinute });
    items.set(`KEY#${key.id}`, dynamoDbItem(hotItem(record)));
    keys.push(key.text);
  }

  function answer(body: unknown): object {
    const { Key, ReturnValues, ExpressionAttributeValues: values } = requestSchema.parse(body);
    if (!Key) {
      const found = items.get(values?.[":pk"]?.S ?? "");
      return values ? { Items: found ? [found] : [] } : { SecretString: secret };
    }
    if (ReturnValues === "UPDATED_NEW") return { Attributes: counters };
    const item = { ...items.get(Key.pk.S), n: { N: "1" }, t: values?.[":second"] ?? { N: "0" } };
    items.set(Key.pk.S, item);
    return { Attributes: item };
  }

  const server = createServer(async (request, response) => {
    const text = JSON.stringify(answer(await json(request)));
    response.writeHead(200, { "Content-Length": Buffer.byteLength(text) }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, keys };
});

const counters = { n: { N: "1" }, total_requests: { N: "1" } };
