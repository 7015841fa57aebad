import { posix } from 'node:path';

/** The short form of a volume: `[SOURCE:]TARGET[:OPTION,…]`. */
export interface VolumeSpec {
  type: 'bind' | 'volume';
  source: string;
  target: string;
  readOnly: boolean;
  nocopy: boolean;
  propagation?: string;
  selinux?: 'z' | 'Z';
  /** One or two characters are a target and nothing else. */
  isBare: boolean;
}

/** Source, target, options. */
const MAX_PARTS = 3;
const PROPAGATIONS = new Set(['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave']);

function isDrive(part: string): boolean {
  return /^\p{L}$/u.test(part);
}

/** Parts between colons, up to one too many; those of `C:\` and of `${…}` do not count. One that a `${` leaves open counts for nothing. */
function split(spec: string): { parts: string[]; isOpen: boolean } {
  const parts: string[] = [];
  let from = 0;
  let depth = 0;
  for (let i = 0; i < spec.length && parts.length <= MAX_PARTS; i++) {
    const c = spec[i];
    if (c === '$' && spec[i + 1] === '{') depth += 1;
    else if (c === '}' && depth > 0) depth -= 1;
    if (c === ':' && depth === 0 && !isDrive(spec.slice(from, i))) {
      parts.push(spec.slice(from, i));
      from = i + 1;
    }
  }
  if (depth === 0) parts.push(spec.slice(from));
  return { parts, isOpen: depth > 0 };
}

function isPath(source: string): boolean {
  if (/^[./~]/.test(source) || source.startsWith('\\\\')) return true;
  return /^\p{L}:/u.test(source);
}

/** Returns a message instead where the text is no volume. */
export function parseVolumeSpec(spec: string): VolumeSpec | string {
  if (spec === '') return 'invalid empty volume spec';
  const found: VolumeSpec = {
    type: 'volume',
    source: '',
    target: '',
    readOnly: false,
    nocopy: false,
    isBare: false,
  };
  if (Buffer.byteLength(spec) <= 2) return { ...found, target: spec, isBare: true };
  const { parts, isOpen } = split(spec);
  if (parts.some((part) => part === '')) return `invalid spec: ${spec}: empty section between colons`;
  if (parts.length > (isOpen ? MAX_PARTS - 1 : MAX_PARTS)) return `invalid spec: ${spec}: too many colons`;
  if (parts.length === 1 && !isOpen) found.target = parts[0] ?? '';
  else [found.source = '', found.target = ''] = parts;
  for (const option of parts[2]?.split(',') ?? []) applyOption(found, option);
  if (isPath(found.source)) found.type = 'bind';
  if (found.target !== '') found.target = posix.normalize(found.target).replace(/(?<=.)\/$/, '');
  return found;
}

function applyOption(found: VolumeSpec, option: string): void {
  if (option === 'ro') found.readOnly = true;
  else if (option === 'rw') found.readOnly = false;
  else if (option === 'nocopy') found.nocopy = true;
  else if (option === 'z' || option === 'Z') found.selinux = option;
  else if (PROPAGATIONS.has(option)) found.propagation = option;
}
