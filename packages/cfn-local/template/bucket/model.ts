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
  /** Where its content lies on this machine. */
  readonly file: string;
  /** Markers in the file, which a deployment replaces by values known only then. */
  readonly replacements: readonly (readonly [marker: string, value: string])[];
  /** What S3 keeps with it and answers: `Content-Type`, `Cache-Control` and the like. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}
