import * as z from "zod";

const attributes = z.record(z.string(), z.record(z.string(), z.unknown()));
const page = z.object({ Items: z.array(attributes), LastEvaluatedKey: attributes.optional() });

/** An item in DynamoDB's own JSON. */
export type Attributes = z.infer<typeof attributes>;

export interface RawTable {
  /** All items that changes write, and the answers' text: where that is the same, nothing has changed. */
  scan(): Promise<{ readonly items: Attributes[]; readonly text: string }>;
  put(item: Attributes): Promise<void>;
  remove(item: Attributes): Promise<void>;
}

/** A table through DynamoDB's HTTP API alone: a scan after each of thousands of requests is cheap. */
export function rawTable(endpoint: string, tableName: string): RawTable {
  async function call(operation: string, input: object): Promise<string> {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Date": "20260101T000000Z",
        "X-Amz-Target": `DynamoDB_20120810.${operation}`,
        // Local databases want to know whose table it is, but check no signature.
        Authorization:
          "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none",
      },
      body: JSON.stringify({ TableName: tableName, ...input }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation} answered ${response.status}: ${text}`);
    return text;
  }

  return {
    async scan() {
      const items: Attributes[] = [];
      let text = "";
      let start: Attributes | undefined;
      do {
        const answer = await call("Scan", {
          ConsistentRead: true,
          // Refusals are counted, and events listed once more, some time after their answers.
          FilterExpression: "NOT begins_with(pk, :refusals) AND NOT begins_with(sk, :listed)",
          ExpressionAttributeValues: {
            ":refusals": { S: "REFUSALS#" },
            ":listed": { S: "LISTED#" },
          },
          ...(start ? { ExclusiveStartKey: start } : {}),
        });
        const { Items, LastEvaluatedKey } = page.parse(JSON.parse(answer));
        items.push(...Items);
        text += answer;
        start = LastEvaluatedKey;
      } while (start);
      return { items, text };
    },
    async put(item) {
      await call("PutItem", { Item: item });
    },
    async remove({ pk, sk }) {
      await call("DeleteItem", { Key: { pk, sk } });
    },
  };
}

export function placeOf({ pk, sk }: Attributes): string {
  return `${pk?.S} ${sk?.S}`;
}

/** JSON in which neither the order of attributes counts, nor that within sets. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (name, part: unknown) => {
    if (Array.isArray(part)) return /^[SNB]S$/.test(name) ? [...part].sort() : part;
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
}
