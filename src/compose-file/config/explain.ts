import { relative } from 'node:path';
import type { SourcePosition } from '../../shared/index.ts';
import { loadExplained } from '../load.ts';
import type { LoadOptions } from '../options.ts';
import { SECRET_VALUE } from '../phases/resolve-variables.ts';
import { byBytes } from '../print/order.ts';
import { isText, type Node, printed } from '../tree/node.ts';
import { type Path, showPath } from '../tree/path.ts';
import { type Place, positionOf } from '../tree/source.ts';
import type { Trail, TrailStep } from '../tree/trail.ts';

/** Where a value of a project comes from. */
export interface Explanation {
  /** `services.web.image` */
  path: string;
  value: string;
  /** `file:line:column`, or the env file with its line. */
  from: string;
  /** The same for programs; absent for what env files bring. */
  position?: SourcePosition;
  /** What happened to it, the last first, in words. */
  steps: string[];
}

/** Lists of pairs, whose items are told by their keys. */
const PAIRS = new Set([
  'environment',
  'labels',
  'args',
  'annotations',
  'sysctls',
  'extra_hosts',
  'additional_contexts',
]);

/**
 * Tells of every value that was interpolated, merged, extended, taken from an env file or left to a default where it
 * comes from and what it hides. Values that stand in a file as they are need no explanation and are left out, unless `everything`
 * is asked for.
 * @throws LoadError, UserError
 */
export async function explainConfig(
  options: LoadOptions,
  { everything = false }: { everything?: boolean } = {},
): Promise<Explanation[]> {
  const { model, fromFiles } = await loadExplained(options);
  const found: Explanation[] = [];
  const shown = (file: string): string => shortened(file, options.cwd);
  collect(model.root, [], { found, shown, everything });
  for (const { path, value, origin, isHidden } of fromFiles) {
    const step = isHidden ? 'in an env file, hidden: the service sets it itself' : 'read from an env file';
    found.push({ path: showPath(path), value, from: shown(origin), steps: [step] });
  }
  return found.sort((a, b) => byBytes(a.path, b.path));
}

/** One value after the other: path and value, where it stands, and what happened on the way. */
export function printExplanations(explanations: readonly Explanation[]): string {
  return explanations
    .map(({ path, value, from, steps }) => {
      const lines = [`${path} = ${JSON.stringify(value)}`, `  ${from}`, ...steps.map((step) => `  ${step}`)];
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

interface Scope {
  found: Explanation[];
  shown: (file: string) => string;
  everything: boolean;
}

function collect(node: Node, path: string[], scope: Scope): void {
  const steps = stepsOf(node.trail, scope);
  if (steps.length > 0 || (scope.everything && node.kind === 'scalar')) {
    const from = placeText(node.at, scope);
    const position = positionOf(node.at);
    scope.found.push({ path: showPath(path), value: valueOf(node, path), from, position, steps });
  }
  if (node.kind === 'map') {
    for (const [key, { value }] of node.entries) {
      if (key !== SECRET_VALUE) collect(value, [...path, key], scope);
    }
  } else if (node.kind === 'list') {
    node.items.forEach((item, i) => {
      collect(item, [...path, keyOf(item, path) ?? String(i)], scope);
    });
  }
}

function keyOf(item: Node, path: Path): string | undefined {
  if (!PAIRS.has(path.at(-1) ?? '') || !isText(item)) return undefined;
  return item.value.split('=', 1)[0];
}

function valueOf(node: Node, path: Path): string {
  const text = printed(node);
  const isPair = PAIRS.has(path.at(-2) ?? '') && isText(node) && text.startsWith(`${path.at(-1)}=`);
  return isPair ? text.slice((path.at(-1) ?? '').length + 1) : text;
}

function stepsOf(trail: Trail | undefined, scope: Scope): string[] {
  const steps: string[] = [];
  for (let at = trail; at !== undefined; at = at.earlier) steps.push(...describe(at.step, scope));
  return steps;
}

function describe(step: TrailStep, scope: Scope): string[] {
  if (step.kind === 'defaulted') return ['is the default'];
  if (step.kind === 'extended') return [`extended from ${scope.shown(step.from)}`];
  if (step.kind === 'merged') {
    return [`hides ${JSON.stringify(printed(step.shadowed))} of ${placeText(step.shadowed.at, scope)}`];
  }
  const uses = step.variables.map(({ name, from, shadowed }) => {
    const hidden = shadowed.length === 0 ? '' : `, not from ${shadowed.map(scope.shown).join(', ')}`;
    if (from === 'default') return `${name} is not set or empty: the default counts`;
    if (from === 'unset') return `${name} is not set: empty`;
    return `${name} from ${scope.shown(from)}${hidden}`;
  });
  return [`interpolated from ${JSON.stringify(step.template)}`, ...uses];
}

function placeText(place: Place, { shown }: Scope): string {
  const { file, line, column } = positionOf(place);
  return `${shown(file)}:${line}:${column}`;
}

/** As one would name the file from here. */
function shortened(file: string, cwd: string): string {
  if (!file.startsWith('/')) return file;
  const short = relative(cwd, file);
  return short.startsWith('../../') ? file : short;
}
