import { descriptions } from '../schema/descriptions.ts';
import { cursorPlace } from './cursor-place.ts';
import { patternOf } from './schema-at.ts';

export interface KeyDescription {
  /** `services.web.ports` */
  path: string;
  text: string;
  /** Offsets of the key. */
  from: number;
  to: number;
}

/** What the key at this offset is for; `undefined` where there is none, or nothing is known of it. */
export function describeKey(text: string, offset: number): KeyDescription | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end === -1 ? text.length : end);
  const key = /^[ ]*(?:- +)*(["']?)([\w.-]+)\1\s*:(?=\s|$)/.exec(line);
  if (key?.[2] === undefined) return undefined;
  const from = start + line.indexOf(key[2]);
  const to = from + key[2].length;
  if (offset < from || offset > to) return undefined;
  const place = cursorPlace(text, to);
  if (place === undefined) return undefined;
  const path = [...place.path, key[2]];
  const described = descriptions[patternOf(path)];
  return described === undefined ? undefined : { path: path.join('.'), text: described, from, to };
}
