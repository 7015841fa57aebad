/** Runs a parsed template over a value. */
import { UserError } from '../../../shared/index.ts';
import { functions, isTrue, show } from './functions.ts';
import type { Expression, Node, Pipeline, Template } from './parse.ts';

interface Scope {
  dot: unknown;
  variables: Map<string, unknown>;
  named: Template['named'];
  /** How many `{{template}}` lead here. */
  depth: number;
  out: string[];
}

/** What ends the body of a loop before its `{{end}}`. */
type Leaving = 'break' | 'continue' | undefined;

/** Go's bound is 100,000; our stack holds fewer. */
const deepest = 1000;

/** @throws UserError for a field, function or template that does not exist */
export function evaluate({ nodes, named }: Template, data: unknown): string {
  const out: string[] = [];
  run(nodes, { dot: data, variables: new Map([['$', data]]), named, depth: 0, out });
  return out.join('');
}

function failure(message: string): UserError {
  return new UserError('bad-template', `template: ${message}`, {
    hint: "'--format json' prints all fields that a template can name.",
  });
}

function run(nodes: readonly Node[], scope: Scope): Leaving {
  for (const node of nodes) {
    const leaving = runNode(node, scope);
    if (leaving !== undefined) return leaving;
  }
  return undefined;
}

function runNode(node: Node, scope: Scope): Leaving {
  switch (node.kind) {
    case 'text':
      scope.out.push(node.text);
      return undefined;
    case 'output': {
      const value = pipelineValue(node.pipeline, scope);
      if (node.pipeline.declares === undefined) scope.out.push(show(value));
      return undefined;
    }
    case 'if': {
      const chosen = isTrue(pipelineValue(node.pipeline, scope)) ? node.body : node.otherwise;
      return run(chosen, inner(scope, scope.dot));
    }
    case 'with': {
      const value = pipelineValue(node.pipeline, scope);
      return isTrue(value) ? run(node.body, inner(scope, value)) : run(node.otherwise, scope);
    }
    case 'range':
      return runRange(node, scope);
    case 'template':
      return runTemplate(node, scope);
    default:
      return node.kind;
  }
}

function inner(scope: Scope, dot: unknown): Scope {
  return { ...scope, dot, variables: new Map(scope.variables) };
}

function runRange(node: Node & { kind: 'range' }, scope: Scope): Leaving {
  const entries = entriesOf(pipelineValue(node.pipeline, scope));
  if (entries.length === 0) return run(node.otherwise, scope);
  for (const [key, value] of entries) {
    const body = inner(scope, value);
    const [first, second] = node.names;
    if (second !== undefined) body.variables.set(first ?? '', key).set(second, value);
    else if (first !== undefined) body.variables.set(first, value);
    if (run(node.body, body) === 'break') break;
  }
  return undefined;
}

/** A template knows no variable but `$`, which is what it is given. */
function runTemplate({ name, pipeline }: Node & { kind: 'template' }, scope: Scope): Leaving {
  const nodes = scope.named.get(name);
  if (nodes === undefined) throw failure(`template ${JSON.stringify(name)} not defined`);
  if (scope.depth === deepest) throw failure(`exceeded maximum template depth (${deepest})`);
  const dot = pipeline === undefined ? undefined : pipelineValue(pipeline, scope);
  return run(nodes, { ...scope, dot, variables: new Map([['$', dot]]), depth: scope.depth + 1 });
}

function entriesOf(value: unknown): [unknown, unknown][] {
  if (Array.isArray(value)) return value.map((each, index) => [index, each]);
  if (typeof value === 'number') return Array.from({ length: value }, (_, index) => [index, index]);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return [];
}

function pipelineValue(pipeline: Pipeline, scope: Scope): unknown {
  let value: unknown;
  for (const [index, command] of pipeline.commands.entries())
    value = commandValue(command, scope, index === 0 ? [] : [value]);
  if (pipeline.declares !== undefined) scope.variables.set(pipeline.declares, value);
  return value;
}

function commandValue(command: readonly Expression[], scope: Scope, piped: unknown[]): unknown {
  const [head, ...rest] = command;
  if (head === undefined) throw failure('empty command');
  const args = [...rest.map((each) => operandValue(each, scope)), ...piped];
  if (head.kind === 'function') {
    const call = functions[head.name];
    if (call === undefined) throw failure(`function "${head.name}" not defined`);
    return call(...args);
  }
  const value = operandValue(head, scope, args);
  if (args.length > 0 && value === undefined && head.kind !== 'literal') return undefined;
  return value;
}

/** @param args for a field that is a function */
function operandValue(expression: Expression, scope: Scope, args: readonly unknown[] = []): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'field':
      return follow(scope.dot, expression.path, args);
    case 'variable':
      if (!scope.variables.has(expression.name)) throw failure(`undefined variable "${expression.name}"`);
      return follow(scope.variables.get(expression.name), expression.path, args);
    case 'parenthesis':
      return follow(pipelineValue(expression.pipeline, scope), expression.path, args);
    default:
      return commandValue([expression], scope, []);
  }
}

function follow(value: unknown, path: readonly string[], args: readonly unknown[]): unknown {
  let current = value;
  for (const [index, name] of path.entries()) {
    if (typeof current !== 'object' || current === null || !(name in current))
      throw failure(`can't evaluate field ${name}`);
    const next: unknown = Reflect.get(current, name);
    current =
      typeof next === 'function'
        ? (next as (...all: unknown[]) => unknown)(...(index === path.length - 1 ? args : []))
        : next;
  }
  return current;
}
