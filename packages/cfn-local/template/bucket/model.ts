/** A bucket with what the stack's deployments put into it. */
export interface BucketModel {
  readonly name: string;
  readonly regionalDomainName: string;
  /** ARNs of the distributions that its policy lets read objects. */
  readonly readers: ReadonlySet<string>;
  /** By key. */
  readonly objects: ReadonlyMap<string, ObjectModel>;
}

export interface ObjectModel {
  /** The path of its content on this machine. */
  readonly file: string;
  /** Markers in the file, which a deployment replaces by values known only then. */
  readonly replacements: readonly (readonly [marker: string, value: string])[];
  /** The headers that S3 stores and returns with it: `Content-Type`, `Cache-Control` and the like. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}
