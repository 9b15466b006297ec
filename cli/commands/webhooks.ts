import { Command } from "commander";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import type { Deployment } from "../deployment/deployment.ts";
import { findDeployment } from "../deployment/find-deployment.ts";
import { CliError } from "../exit-code.ts";
import { table } from "../output/table.ts";
import { readEndpointSecret, rotated, shownSecrets } from "../webhooks/endpoint-secret.ts";
import { endpointsOf, findEndpoint } from "../webhooks/endpoints.ts";
import { openQueues } from "../webhooks/queues.ts";
import { accountsOf, messagesOf, type Span } from "../webhooks/replay-trail.ts";
import { confirmOrRefuse } from "./confirm.ts";

const permissions = `
On AWS it needs cloudformation:DescribeStacks,`;

export function webhooksCommand(context: CommandContext): Command {
  return new Command("webhooks")
    .description("look after webhooks: endpoints, secrets, replay")
    .addCommand(listCommand(context))
    .addCommand(replayCommand(context))
    .addCommand(secretCommand(context));
}

interface StageFlags {
  readonly stage?: string;
  readonly json?: boolean;
}

function withStageFlags(command: Command): Command {
  return command
    .option("--stage <stage>", "deployed stage, such as prod (default: the local run)")
    .option("--json", "print JSON (default if the output is not a terminal)");
}

function deploymentFor({ stage }: StageFlags, context: CommandContext): Promise<Deployment> {
  return findDeployment(stage, context.environment, context.terminal);
}

function listCommand(context: CommandContext): Command {
  const command = new Command("list").description("show the endpoints, and how many webhooks wait");
  return withStageFlags(command)
    .addHelpText("after", `${permissions} and\nsqs:GetQueueAttributes on both queues.`)
    .action(async (flags: StageFlags) => {
      const deployment = await deploymentFor(flags, context);
      const endpoints = endpointsOf(deployment).map(({ url, events = null }) => ({ url, events }));
      const { waiting, deadLetters } = await (await openQueues(deployment)).count();
      const result = { object: "webhooks", endpoints, waiting, dead_letters: deadLetters };
      printResult(result, flags, context, () =>
        [
          table(
            ["url", "events"],
            endpoints.map(({ url, events }) => [url, events?.join(", ") ?? "all"]),
          ),
          `Waiting: ${waiting}, dead letters: ${deadLetters}`,
        ].join("\n"),
      );
    });
}

interface ReplayFlags extends CommonFlags {
  readonly since?: string;
  readonly until?: string;
  readonly account?: string;
  readonly endpoint?: string;
  readonly yes?: boolean;
}

const replayHelp = `
Without --since, the dead letters go back to the queue and get all of their
attempts again. With it, the events of the audit trail are sent again, with the
same webhook-id: receivers that have seen it should ignore it.
${permissions}
sqs:StartMessageMoveTask, ReceiveMessage, DeleteMessage and GetQueueAttributes
on the dead-letter queue, and sqs:SendMessage on the webhook queue.`;

function replayCommand(context: CommandContext): Command {
  const command = new Command("replay")
    .description("send webhooks again: dead letters, or events of a time")
    .option("--since <time>", "replay events since then, such as 2026-11-28T08:00:00Z")
    .option("--until <time>", "replay events until then (default: now)")
    .option("--account <account>", "only events of this account (default: all accounts)")
    .option("--endpoint <url>", "only to this endpoint (default: all endpoints)")
    .option("--yes", "skip the confirmation");
  return withCommonFlags(command)
    .addHelpText("after", replayHelp)
    .action((flags: ReplayFlags) =>
      flags.since === undefined
        ? replayDeadLetters(flags, context)
        : replayTrail(flags, flags.since, context),
    );
}

async function replayDeadLetters(flags: ReplayFlags, context: CommandContext): Promise<void> {
  if ((flags.until ?? flags.account ?? flags.endpoint) !== undefined) {
    throw new CliError("misuse", "--until, --account and --endpoint need --since.");
  }
  const { stage } = flags;
  const deployment = await deploymentFor(stage === undefined ? {} : { stage }, context);
  endpointsOf(deployment);
  const queues = await openQueues(deployment);
  const { deadLetters } = await queues.count();
  const question = `Send about ${deadLetters} dead letters of ${deployment.name} again?`;
  if (deadLetters > 0) {
    if (!flags.yes) await confirmOrRefuse(question, context.terminal);
    await queues.moveDeadLetters();
  }
  const result = { object: "webhook_replay", from: "dead_letters", messages: deadLetters };
  printResult(result, flags, context, () => `About ${deadLetters} webhooks are sent again.`);
}

async function replayTrail(
  flags: ReplayFlags,
  since: string,
  context: CommandContext,
): Promise<void> {
  const span: Span = {
    fromEpochMs: timeOf("--since", since),
    untilEpochMs: flags.until === undefined ? Date.now() : timeOf("--until", flags.until),
  };
  const { api, deployment } = await connectFor(flags, context);
  if (!deployment) throw new CliError("misuse", "Replay needs --stage, or the local run.");
  const { endpoint } = flags;
  const endpoints =
    endpoint === undefined ? endpointsOf(deployment) : [findEndpoint(deployment, endpoint)];
  const queues = await openQueues(deployment);
  const accounts = await accountsOf(api, flags.account);
  const scope = flags.account ?? `${accounts.length} accounts`;
  const question = `Send the events of ${scope} since ${since} again?`;
  if (!flags.yes) await confirmOrRefuse(question, context.terminal);
  let count = 0;
  for (const accountId of accounts) {
    const messages = await messagesOf(api, accountId, endpoints, span);
    await queues.send(messages);
    count += messages.length;
    context.terminal.progress(`${count} webhooks queued`);
  }
  const result = { object: "webhook_replay", from: "trail", messages: count };
  printResult(result, flags, context, () => `${count} webhooks are sent again.`);
}

function timeOf(flag: string, text: string): number {
  const epochMs = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(epochMs)) return epochMs;
  throw new CliError("misuse", `${flag} must be a time such as 2026-11-28T08:00:00Z.`);
}

interface SecretFlags extends StageFlags {
  readonly rotate?: boolean;
  readonly finish?: boolean;
  readonly yes?: boolean;
}

const secretHelp = `
It prints the secret: whoever has it can forge webhooks. --rotate makes a new
one; until --finish, webhooks are signed with both, so that the receiver can
change over at any time.
${permissions} and
secretsmanager:GetSecretValue and PutSecretValue on the endpoint's secret.`;

function secretCommand(context: CommandContext): Command {
  const command = new Command("secret")
    .description("show or rotate the secret of an endpoint")
    .argument("[url]", "the endpoint, if there are several")
    .option("--rotate", "make a new secret; the old one signs too until --finish")
    .option("--finish", "stop signing with the old secret")
    .option("--yes", "skip the confirmation");
  return withStageFlags(command)
    .addHelpText("after", secretHelp)
    .action(async (url: string | undefined, flags: SecretFlags) => {
      if (flags.rotate && flags.finish) {
        throw new CliError("misuse", "--rotate and --finish cannot be used together.");
      }
      const deployment = await deploymentFor(flags, context);
      const endpoint = findEndpoint(deployment, url);
      const secret = await readEndpointSecret(deployment, endpoint);
      const next = flags.rotate
        ? rotated(secret.secrets)
        : { current: secret.secrets.current, ...(!flags.finish && secret.secrets) };
      if (flags.rotate || flags.finish) {
        const question = flags.rotate
          ? `Make a new secret for ${endpoint.url}?`
          : `End the old secret of ${endpoint.url}? This cannot be undone.`;
        if (!flags.yes) await confirmOrRefuse(question, context.terminal);
        await secret.replace(next);
      }
      const shown = shownSecrets(next);
      const result = { object: "webhook_secret", url: endpoint.url, ...shown };
      printResult(result, flags, context, () =>
        [shown.current, ...(shown.previous === null ? [] : [`${shown.previous} (previous)`])].join(
          "\n",
        ),
      );
    });
}
