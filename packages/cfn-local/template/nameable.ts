/** The parts of a resource's name and ARN; `name` is the template's, if it has one. */
export interface Nameable {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly name: string | undefined;
}
