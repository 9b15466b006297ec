import { handler as publish } from "../../../functions/event-publisher.ts";
import { handler as send } from "../../../functions/webhook-sender.ts";
import { lambdaContext } from "../../support/lambda-context.ts";

/*
 * A process that handles one batch of events, unless it is killed before. Its exit code is 0 where the
 * whole batch is done with, else 1: then it is handed over again.
 */

const [name = "", event = "{}"] = process.argv.slice(2);
const context = { ...lambdaContext, getRemainingTimeInMillis: () => 20_000 };
const handle = name === "event-publisher" ? publish : send;
const { batchItemFailures } = await handle(JSON.parse(event), context);
process.exit(batchItemFailures.length === 0 ? 0 : 1);
