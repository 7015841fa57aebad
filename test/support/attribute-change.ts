/**
 * Changes of one attribute of a service, and how `plan` calls them. Every attribute of the Compose specification has one here, or stands in
 * `notInHash` (test/attribute-changes.test.ts).
 */
export interface AttributeChange {
  /** Of the service. */
  attribute: string;
  before: string;
  after: string;
  /** What the plan names, each as `FIELD: BEFORE → AFTER`. None: the engine does not tell what it was, and the plan says so. */
  told: Told[];
}

export type Told = string | RegExp | { ifTaken: string };

export type Row = [attribute: string, before: string, after: string, ...told: Told[]];

/** For what an engine drops where the kernel or the system has no such thing. */
export function taken(told: string): Told {
  return { ifTaken: told };
}
