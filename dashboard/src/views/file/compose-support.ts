import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Diagnostic } from '@codemirror/lint';
import type { Extension, Text } from '@codemirror/state';
import { type EditorView, hoverTooltip, type Tooltip } from '@codemirror/view';
import type { Calls, Problem, TextCompletion } from '../../../../src/dashboard-api/index.ts';
import { call } from '../../connection/index.ts';
import { rangeOf } from './positions.ts';

/** Which file of which project the editor has open. */
export interface OpenFile {
  engine: string;
  project: string;
  path: string;
}

const TYPES: Record<TextCompletion['kind'], string> = {
  key: 'property',
  value: 'enum',
  name: 'variable',
  variable: 'constant',
};

function option({ label, insert, kind, detail }: TextCompletion): Completion {
  return { label, apply: insert, type: TYPES[kind], ...(detail === undefined ? {} : { detail }) };
}

/** Completion by the loader. Nothing is offered when it cannot be asked. */
function completions(file: OpenFile): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const before = context.matchBefore(/[\w.${}-]*/);
    if (!context.explicit && (before === null || before.from === before.to)) return null;
    const found = await ask('file.complete', file, context.state.doc, context.pos);
    if (found === null || context.aborted) return null;
    return { from: found.from, to: found.to, options: found.items.map(option), validFor: /^[\w.-]*$/ };
  };
  return autocompletion({ override: [source], icons: false });
}

/** What a key is for, when the pointer rests on it. */
function descriptions(file: OpenFile): Extension {
  return hoverTooltip(async (view, position): Promise<Tooltip | null> => {
    const found = await ask('file.describe', file, view.state.doc, position);
    if (found === null) return null;
    const { from, to, path, text } = found;
    return { pos: from, end: to, above: true, create: () => ({ dom: description(path, text) }) };
  });
}

function description(path: string, text: string): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-description';
  const place = document.createElement('code');
  place.textContent = path;
  dom.append(place, document.createElement('br'), text);
  return dom;
}

async function ask<Name extends 'file.complete' | 'file.describe'>(
  name: Name,
  { engine, project, path }: OpenFile,
  text: Text,
  offset: number,
): Promise<Calls[Name]['result'] | null> {
  const params: Calls['file.complete' | 'file.describe']['params'] = {
    project,
    path,
    text: text.toString(),
    offset,
  };
  try {
    return await call<Name>(name, engine, params);
  } catch {
    // What is typed counts, not help with it.
    return null;
  }
}

/** What the loader says about this file, for the editor's margin. */
export function diagnosticsOf(text: Text, path: string, problems: readonly Problem[]): Diagnostic[] {
  return problems
    .flatMap((problem): Diagnostic[] => {
      const { severity, position, message, hint, code } = problem;
      if (position?.file !== path) return [];
      const words = hint === undefined ? message : `${message}\n${hint}`;
      return [{ ...rangeOf(text, position), severity, message: words, source: code }];
    })
    .sort((a, b) => a.from - b.from);
}

/** Puts the cursor where a position is, and shows it. */
export function goTo(view: EditorView, position: Parameters<typeof rangeOf>[1]): void {
  const { from, to } = rangeOf(view.state.doc, position);
  view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
  view.focus();
}

export function composeSupport(file: OpenFile): Extension {
  return [completions(file), descriptions(file)];
}
