/** A resource as far as its name and its ARN go; `name` is what the template says, if anything. */
export interface Nameable {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly name: string | undefined;
}
