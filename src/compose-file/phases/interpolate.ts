import { type RuleNode, rulesBelow, rulesWith } from '../attributes/registry.ts';
import type { Cast } from '../attributes/rule.ts';
import type { Environment } from '../environment.ts';
import { Entry, type MapNode, type Node, type ScalarNode, scalar } from '../tree/node.ts';
import { type Path, showPath, type WalkPath } from '../tree/path.ts';
import type { VariableUse } from '../tree/trail.ts';
import { castText } from './cast.ts';
import type { LoadContext } from './context.ts';
import { substitute, TemplateError } from './template.ts';

const EXPECTED: Record<Cast, string> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  number32: 'a number',
};

const castRules = rulesWith(({ cast }) => cast !== undefined);

/** Whether a file may use variables: a dollar sign may be written as an escape, or in base 64. */
export function mayHaveVariables(text: string): boolean {
  return text.includes('$') || /\\[xuU]|binary/.test(text);
}

/** Puts variables in, and makes numbers and booleans of texts where an attribute wants them. Changes the tree in place. */
export function interpolate(
  root: MapNode,
  environment: Environment,
  context: LoadContext,
  hasVariables: boolean,
): void {
  walk(root, [], castRules, { environment, context, hasVariables });
}

interface Scope {
  environment: Environment;
  context: LoadContext;
  hasVariables: boolean;
}

function walk(node: Node, path: WalkPath, rules: RuleNode | undefined, scope: Scope): Node {
  if (rules === undefined && !scope.hasVariables) return node;
  if (node.kind === 'scalar') {
    return typeof node.value === 'string' ? interpolateText(node, node.value, path, rules, scope) : node;
  }
  if (node.kind === 'list') {
    node.items.forEach((item, i) => {
      path.push(String(i));
      node.items[i] = walk(item, path, rules?.any, scope);
      path.pop();
    });
    return node;
  }
  node.entries.forEach((entry, key) => {
    path.push(key);
    const changed = walk(entry.value, path, rulesBelow(rules, key), scope);
    path.pop();
    if (changed !== entry.value) node.entries.set(key, new Entry(changed, entry));
  });
  return node;
}

function interpolateText(
  node: ScalarNode,
  text: string,
  path: Path,
  rules: RuleNode | undefined,
  scope: Scope,
): Node {
  const cast = rules?.rule.cast;
  if (cast === undefined && !text.includes('$')) return node;
  const uses: VariableUse[] = [];
  const replaced = substituted(text, node, path, scope, uses);
  if (replaced === undefined) return node;
  if (replaced !== text) scope.context.countText(replaced.length, () => node.at);
  const value = cast === undefined ? replaced : toType(replaced, cast, node, path, scope.context);
  if (value === undefined || value === text) return node;
  const made = scalar(value, node.at);
  if (scope.context.options.explain === true && uses.length > 0) {
    made.trail = { step: { kind: 'interpolated', template: text, variables: uses }, earlier: node.trail };
  }
  return made;
}

function substituted(
  text: string,
  node: ScalarNode,
  path: Path,
  { environment, context }: Scope,
  uses: VariableUse[],
): string | undefined {
  try {
    return substitute(text, (name) => environment.get(name), {
      unset: (name) => {
        const message = `The "${name}" variable is not set. Defaulting to a blank string.`;
        context.warn('unset-variable', message, node.at, { unset: { name, path: [...path], text } });
      },
      used: (name, from) => {
        if (context.options.explain === true) uses.push(environment.explain(name, from));
      },
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.kind === 'too-long') context.report('too-many-values', path, error.message, node.at);
    else if (error.kind === 'required') {
      const hint = `Set ${error.variable} in the shell or in .env.`;
      context.report('required-variable', path, `error while interpolating: ${error.message}`, node.at, hint);
    } else {
      const hint = 'Write $$ for a dollar sign, ${NAME} or ${NAME:-default} for a variable.';
      context.add(
        'invalid-interpolation',
        `invalid interpolation format for ${showPath(path)}: ${text.slice(0, 200)}`,
        node.at,
        hint,
      );
      if (path[0] === 'services' && path[1] !== undefined) context.tainted.add(path[1]);
    }
    return undefined;
  }
}

function toType(
  text: string,
  cast: Cast,
  node: ScalarNode,
  path: Path,
  context: LoadContext,
): ScalarNode['value'] | undefined {
  const value = castText(text, cast, (better) => {
    const message = `"${text}" for boolean is not supported by YAML 1.2, please use \`${better}\``;
    context.warn('yaml11-boolean', message, node.at);
  });
  if (value !== undefined) return value;
  const shown = text === '' ? 'an empty text' : `"${text}"`;
  context.report('wrong-type', path, `must be ${EXPECTED[cast]}, not ${shown}`, node.at);
  return undefined;
}
