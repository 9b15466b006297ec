import * as z from "zod";
import { readProperties } from "../read-properties.ts";
import type { Stack } from "../stack.ts";

const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

export const bucketPolicyProperties = z.strictObject({
  Bucket: z.string(),
  PolicyDocument: z.object({ Statement: z.array(z.unknown()) }),
});

/** A statement that lets distributions read. Others are for the deployment, or deny plain HTTP. */
const readingStatement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal("Allow"),
  Principal: z.strictObject({ Service: z.literal("cloudfront.amazonaws.com") }),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.strictObject({
    StringEquals: z.strictObject({ "AWS:SourceArn": oneOrMore }),
  }),
});

/**
 * The distributions that may read every object of a bucket, by ARN.
 *
 * No distribution may list it, so a missing object is answered with 403
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, Permissions).
 */
export function readersOf(stack: Stack, bucketName: string): Set<string> {
  const objects = `arn:aws:s3:::${bucketName}/*`;
  const statements = stack
    .ofType("AWS::S3::BucketPolicy")
    .map((resource) => readProperties(resource, bucketPolicyProperties))
    .filter(({ Bucket }) => Bucket === bucketName)
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const arns = statements.flatMap((statement) => {
    const { data } = readingStatement.safeParse(statement);
    const isForAll = data?.Action.includes("s3:GetObject") && data.Resource.includes(objects);
    return data && isForAll ? data.Condition.StringEquals["AWS:SourceArn"] : [];
  });
  return new Set(arns);
}
