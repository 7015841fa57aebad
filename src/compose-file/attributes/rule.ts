import type { LoadContext } from '../phases/context.ts';
import type { Node } from '../tree/node.ts';
import type { Path } from '../tree/path.ts';
import type { Schema } from './schema.ts';

/** What an interpolated text becomes at places that hold a number or a boolean. */
export type Cast = 'boolean' | 'integer' | 'number' | 'number32';

export type Expand = (node: Node, path: Path, context: LoadContext) => Node;
export type Merge = (base: Node, over: Node, path: Path, context: LoadContext) => Node;
export type UniqueKey = (node: Node, path: Path, context: LoadContext) => string;

/** How the phases treat the values at one place of a Compose file. */
export interface Rule {
  readonly cast?: Cast;
  /** Short form to long form; nested rules apply afterwards only with `expandInside`. */
  readonly expand?: Expand;
  readonly expandInside?: boolean;
  /** What a later file does to an earlier one; else maps merge, lists append, scalars replace. */
  readonly merge?: Merge;
  /** Of list items with the same key the last one stays, in the first one's place. */
  readonly uniqueBy?: UniqueKey;
  /** Values that are there when the file says nothing. */
  readonly fill?: (node: Node) => Node;
  /** Empty items are dropped. */
  readonly omitEmpty?: boolean;
  readonly check?: (node: Node, path: Path, context: LoadContext) => void;
  /** How a relative path is made absolute. */
  readonly resolve?: (node: Node, context: PathContext) => Node;
}

export interface PathContext {
  readonly workingDir: string;
  readonly home: string | undefined;
  readonly isRemote: (path: string) => boolean;
  readonly load: LoadContext;
}

/** An attribute of the specification: what may be written, and the rules of it and of what is inside (by sub-path). */
export interface Attribute {
  readonly schema: Schema;
  readonly rules?: Readonly<Record<string, Rule>>;
}
