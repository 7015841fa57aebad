import type { Node } from '../tree/node.ts';

/** A variable that a project uses, as `config --variables` lists it. */
export interface TemplateVariable {
  name: string;
  defaultValue: string;
  presenceValue: string;
  required: boolean;
}

/** Every variable of a tree that was not interpolated; of several uses the last one counts. */
export function extractVariables(
  node: Node,
  found: Map<string, TemplateVariable> = new Map(),
): Map<string, TemplateVariable> {
  if (node.kind === 'list') for (const item of node.items) extractVariables(item, found);
  else if (node.kind === 'map') for (const { value } of node.entries.values()) extractVariables(value, found);
  else if (typeof node.value === 'string') extractFromText(node.value, found);
  return found;
}

/** Escaped, plain, in braces, or the beginning of what is none of these: that counts as a variable without name. */
const VARIABLE = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{([_a-z][_a-z0-9]*(?::?[-+?].*)?)\}|\{)/gi;

function extractFromText(text: string, found: Map<string, TemplateVariable>): void {
  for (const [match, escaped, plain, braced] of text.matchAll(VARIABLE)) {
    if (escaped !== undefined) continue;
    if (plain !== undefined) add(plain, '', found);
    else if (braced !== undefined) extractBraced(match, braced, found);
    else add('', '', found);
  }
}

function extractBraced(match: string, braced: string, found: Map<string, TemplateVariable>): void {
  const end = closingBrace(match);
  const expression = end > 0 ? match.slice(2, end) : braced;
  if (end > 0) extractFromText(match.slice(end + 1), found);
  const name = /^[a-z0-9_]*/i.exec(expression)?.[0] ?? '';
  add(name, expression.slice(name.length), found);
}

function add(name: string, rest: string, found: Map<string, TemplateVariable>): void {
  const operator = /^:?[-+?]/.exec(rest)?.[0] ?? '';
  const word = rest.slice(operator.length);
  const variable = {
    name,
    defaultValue: operator.endsWith('-') ? word : '',
    presenceValue: operator.endsWith('+') ? word : '',
    required: operator.endsWith('?'),
  };
  found.set(name, variable);
  extractFromText(variable.defaultValue, found);
  extractFromText(variable.presenceValue, found);
}

function closingBrace(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '}') {
      depth -= 1;
      if (depth === 0) return i;
    } else if (text[i] === '{') {
      depth += 1;
      i += 1;
    }
  }
  return -1;
}
