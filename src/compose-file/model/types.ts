/**
 * Types of the loaded project: how a value is decoded from the model and how it is printed. Order of fields, names and
 * what is left out when empty are those of Docker Compose, for its config hashes are made from the printed text.
 */
export type Type =
  | {
      kind:
        | 'text'
        | 'boolean'
        | 'integer'
        | 'unsigned'
        | 'unsigned32'
        | 'unsigned16'
        | 'float32'
        | 'cpus'
        | 'bytes'
        | 'duration'
        | 'mode'
        | 'device-count';
    }
  | {
      kind:
        | 'texts'
        | 'printed-texts'
        | 'command'
        | 'health-test'
        | 'ssh'
        | 'hosts'
        | 'ulimit'
        | 'env-file'
        | 'anything';
    }
  | { kind: 'mapping' | 'variables' | 'labels' | 'options' | 'repeated-options' }
  | { kind: 'list'; of: Type }
  | { kind: 'map'; of: Type; nullable: boolean }
  | {
      kind: 'struct';
      fields: readonly Field[];
      byName: ReadonlyMap<string, Field>;
      /** Those that have a value even where the file gives none. */
      filled: readonly Field[];
      /** Those that are printed even where there is no value. */
      shown: readonly Field[];
      extensible: boolean;
    };

export interface Field {
  readonly name: string;
  /** Place in the order of printing. */
  readonly index: number;
  readonly type: Type;
  /** A value that was given is printed although it is empty. */
  readonly pointer: boolean;
  /** Printed in any case. */
  readonly always: 'both' | 'json' | false;
  /** Name in JSON, where it differs. */
  readonly json: string;
}

type Spec = Type | { type: Type; pointer?: boolean; always?: 'both' | 'json'; json?: string };

export const text: Type = { kind: 'text' };
export const boolean: Type = { kind: 'boolean' };
export const integer: Type = { kind: 'integer' };
/** Not negative, and never given as a text. */
export const unsigned: Type = { kind: 'unsigned' };
export const unsigned32: Type = { kind: 'unsigned32' };
export const unsigned16: Type = { kind: 'unsigned16' };
export const float32: Type = { kind: 'float32' };
export const bytes: Type = { kind: 'bytes' };
export const duration: Type = { kind: 'duration' };
export const texts: Type = { kind: 'texts' };
export const command: Type = { kind: 'command' };
export const hosts: Type = { kind: 'hosts' };
export const mapping: Type = { kind: 'mapping' };
export const variables: Type = { kind: 'variables' };
export const labels: Type = { kind: 'labels' };
export const options: Type = { kind: 'options' };

export function listOf(of: Type): Type {
  return { kind: 'list', of };
}

export function mapOf(of: Type): Type {
  return { kind: 'map', of, nullable: false };
}

/** A map in which a name may stand for itself, without settings. */
export function nullableMapOf(of: Type): Type {
  return { kind: 'map', of, nullable: true };
}

export function pointer(type: Type): Spec {
  return { type, pointer: true };
}

export function always(type: Type, where: 'both' | 'json' = 'both'): Spec {
  return { type, always: where };
}

/** Fields in the order in which they are printed. */
export function struct(specs: Readonly<Record<string, Spec>>, extensible = true): Type & { kind: 'struct' } {
  const fields = Object.entries(specs).map(([name, spec], index): Field => {
    const full = 'kind' in spec ? { type: spec } : spec;
    return {
      name,
      index,
      type: full.type,
      pointer: full.pointer ?? false,
      always: full.always ?? false,
      json: full.json ?? name,
    };
  });
  const byName = new Map(fields.map((field) => [field.name, field]));
  const shown = fields.filter(({ always }) => always !== false);
  return { kind: 'struct', fields, byName, filled: fields.filter(isFilled), shown, extensible };
}

function isFilled({ type, pointer, always }: Field): boolean {
  return type.kind === 'command' || (type.kind === 'struct' && !pointer) || always === 'both';
}
