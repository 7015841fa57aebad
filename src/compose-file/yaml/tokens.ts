import { UserError } from '../../shared/index.ts';
import { type Place, positionOf, type Source } from '../tree/source.ts';

export type TokenKind =
  | 'stream-end'
  | 'version'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence'
  | 'block-mapping'
  | 'block-end'
  | 'flow-sequence'
  | 'flow-sequence-end'
  | 'flow-mapping'
  | 'flow-mapping-end'
  | 'entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
  /** Text of a scalar, name of an anchor, handle of a tag, version. */
  text: string;
  /** Rest of a tag, prefix of a %TAG directive. */
  suffix: string;
  style: ScalarStyle;
}

export function token(kind: TokenKind, start: number, end: number, text = ''): Token {
  return { kind, start, end, text, suffix: '', style: 'plain' };
}

/** What is wrong with a text as YAML; wording is libyaml's, which people search for. */
export function yamlError(source: Source, at: number, message: string, hint?: string): UserError {
  const place: Place = { source, start: at, end: at + 1 };
  return new UserError('yaml-syntax', message, {
    position: positionOf(place),
    ...(hint === undefined ? {} : { hint }),
  });
}
