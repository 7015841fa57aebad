import { isBeyondInt64 } from '../formats/go-integer.ts';
import type { LoadContext } from '../phases/context.ts';
import { byBytes } from '../print/order.ts';
import { Entry, isNull, isText, type MapNode, map, type Node, printed, scalar } from '../tree/node.ts';
import type { Path } from '../tree/path.ts';
import { type Decoded, isWhole, set, wrong } from './decode.ts';

export function decodeTexts(
  node: Node,
  printedItems: boolean,
  path: Path,
  context: LoadContext,
): Decoded | undefined {
  if (isText(node)) return [node.value];
  if (node.kind !== 'list') return wrong(node, 'a list of texts', path, context);
  const texts: string[] = [];
  for (const item of node.items) {
    const value = item.kind === 'scalar' ? item.value : undefined;
    const isPrinted = isText(item) || isWhole(value) || (printedItems && !isBeyondInt64(value));
    if (isPrinted) texts.push(printed(item));
    else wrong(item, 'a text', path, context);
  }
  return texts;
}

/** Build secrets of SSH: `ID` or `ID=PATH`. */
export function decodeSsh(node: Node): Decoded {
  if (node.kind !== 'map') return [];
  return [...node.entries].map(([id, { value }]) => (isNull(value) ? { id } : { id, path: printed(value) }));
}

/** `host=address`, sorted; brackets around an address are dropped. A host without addresses leaves an empty list. */
export function decodeHosts(node: Node, path: Path, context: LoadContext): Decoded | undefined {
  const pairs: { host: string; addresses: string[]; at: Node }[] = [];
  if (node.kind === 'map') {
    for (const [host, { value }] of node.entries) {
      const addresses =
        value.kind === 'list' ? value.items.map(printed) : [isNull(value) ? '' : printed(value)];
      pairs.push({ host, addresses, at: value });
    }
  } else if (node.kind === 'list') {
    for (const item of node.items) {
      const text = printed(item);
      const match = /^([^=]*)=([^]*)$/.exec(text) ?? /^([^:]*):([^]*)$/.exec(text);
      if (match === null) {
        const message = `invalid additional host, missing IP: ${text}`;
        context.report('invalid-host', path, message, item.at, 'Write NAME=ADDRESS.');
      } else pairs.push({ host: match[1] ?? '', addresses: (match[2] ?? '').split(','), at: item });
    }
  } else return wrong(node, 'a list or a mapping', path, context);
  for (const { host, at } of pairs) {
    if (host === '' || /[:=]/.test(host))
      context.report('invalid-host', path, `bad host name '${host}'`, at.at);
  }
  if (pairs.length === 0) return undefined;
  return pairs
    .flatMap(({ host, addresses }) => addresses.map((address) => `${host}=${bare(address)}`))
    .sort(byBytes);
}

function bare(address: string): string {
  return address.length > 2 && address.startsWith('[') && address.endsWith(']')
    ? address.slice(1, -1)
    : address;
}

type MappingKind = 'mapping' | 'variables' | 'labels' | 'options';

/** Maps of texts, given as maps or as lists of `KEY=value`. */
export function decodeMapping(
  node: Node,
  kind: MappingKind,
  path: Path,
  context: LoadContext,
): Decoded | undefined {
  const decoded: Record<string, Decoded> = {};
  if (node.kind === 'map') {
    for (const [key, { value }] of withoutExtensions(node)) {
      const none = kind === 'variables' ? null : '';
      set(decoded, key, isNull(value) ? none : printed(value));
    }
    return decoded;
  }
  if (node.kind !== 'list' || kind === 'options') return wrong(node, 'a mapping', path, context);
  for (const item of node.items) {
    const text = printed(item);
    const equals = text.indexOf('=');
    const key = equals === -1 ? text : text.slice(0, equals);
    if (kind === 'variables' && endsWithSpace(key)) {
      const message = `environment variable ${key} is declared with a trailing space`;
      context.report('invalid-pair', path, message, item.at, 'Remove the space before "=".');
    }
    const none = kind === 'variables' ? null : '';
    set(decoded, key, equals === -1 ? none : text.slice(equals + 1));
  }
  return decoded;
}

/** Docker Compose looks at the last byte alone, and takes it for a character: "à" ends with a no-break space. */
function endsWithSpace(text: string): boolean {
  const last = Buffer.from(text.slice(-2)).at(-1) ?? 0;
  return (last >= 9 && last <= 13) || last === 32 || last === 0x85 || last === 0xa0;
}

export function decodeRepeatedOptions(node: Node): Decoded {
  const decoded: Record<string, Decoded> = {};
  if (node.kind !== 'map') return decoded;
  for (const [key, { value }] of node.entries) {
    const texts = value.kind === 'list' ? value.items.map(printed) : [printed(value)];
    if (texts.length > 0) set(decoded, key, texts);
  }
  return decoded;
}

/** Docker Compose takes `x-*` for extensions here, too, and makes one text under a name of its own of them. */
function withoutExtensions(node: MapNode): Map<string, Entry> {
  const extensions = [...node.entries].filter(([key]) => key.startsWith('x-'));
  if (extensions.length === 0) return node.entries;
  const others = [...node.entries].filter(([key]) => !key.startsWith('x-'));
  const joined = scalar(printed(map(node.at, new Map(extensions))), node.at);
  return new Map([...others, ['#extensions', new Entry(joined, node)]]);
}
