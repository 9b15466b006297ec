import { createServer } from "node:http";
import { withVerdict } from "latchkey/lambda";
import { createVerifier, type Verifier } from "latchkey/verifier";
import { latchkey as expressKeys } from "latchkey/verifier/express";
import { latchkey as fastifyKeys } from "latchkey/verifier/fastify";
import { latchkey as honoKeys } from "latchkey/verifier/hono";
import { latchkey } from "latchkey/verifier/node-http";

function guarded(verifier: Verifier) {
  return createServer(
    latchkey(verifier, { cost: 2 }, (request, response) => {
      const account: string = request.latchkey.account;
      response.end(account);
    }),
  );
}

const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:pepper";
const verifier = createVerifier({ tableName: "Keys", pepperSecretArn: arn });
const adapters = [expressKeys, fastifyKeys, honoKeys].map((adapter) => typeof adapter(verifier));
console.log(adapters.join(" "), typeof guarded(verifier).listen);
console.log(typeof withVerdict(async () => ({ statusCode: 200, body: "{}" })));
verifier.close();
try {
  createVerifier({ tableName: process.env.TABLE_NAME ?? "", pepperSecretArn: arn });
} catch (error) {
  console.log(String(error));
}
