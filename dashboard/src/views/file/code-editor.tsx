import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { effect, type ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { theme } from './editor-theme.ts';

interface CodeEditorProps {
  label: string;
  /** Followed both ways; a signal, so that no drawing that comes late can take a letter back. */
  text: ReadonlySignal<string>;
  /** What the language brings. Taken when the editor is made. */
  support: Extension;
  readOnly: boolean;
  diagnostics: (state: EditorState) => Diagnostic[];
  /** Another version to compare with; its changes can be taken one by one. */
  against: string | undefined;
  onChange: (text: string) => void;
  onSave: () => void;
  /** The editor, once it is there. */
  onReady: (view: EditorView) => void;
}

/**
 * CodeMirror in a shadow tree: there its styles are constructed sheets, which the page's content security policy allows; elsewhere
 * they would be inline.
 */
export function CodeEditor(props: CodeEditorProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  latest.current = props;
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const made = makeEditor(element, latest);
    view.current = made.view;
    latest.current.onReady(made.view);
    const { text } = latest.current;
    const stop = effect(() => replaceText(made.view, text.value));
    return () => {
      stop();
      made.view.destroy();
    };
  }, []);
  useEffect(() => compare(view.current, props.against), [props.against]);
  useEffect(() => {
    const shown = view.current;
    if (shown !== null) shown.dispatch(setDiagnostics(shown.state, props.diagnostics(shown.state)));
  }, [props.diagnostics]);
  return <div ref={host} class="code-editor" />;
}

const comparison = new Compartment();

function makeEditor(host: HTMLElement, latest: { current: CodeEditorProps }): { view: EditorView } {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const { text, support, readOnly, label } = latest.current;
  const save = () => {
    latest.current.onSave();
    return true;
  };
  const extensions: Extension = [
    keymap.of([{ key: 'Mod-s', run: save, preventDefault: true }]),
    basics,
    yaml(),
    support,
    theme,
    comparison.of([]),
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onChange(update.state.doc.toString());
    }),
  ];
  return {
    view: new EditorView({ state: EditorState.create({ doc: text.peek(), extensions }), parent: root, root }),
  };
}

const basics: Extension = [
  lineNumbers(),
  foldGutter(),
  lintGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  indentUnit.of('  '),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...lintKeymap,
    ...defaultKeymap,
    indentWithTab,
  ]),
];

/** Only what differs, so that the cursor and the history stay. */
function replaceText(view: EditorView, text: string): void {
  const before = view.state.doc.toString();
  if (before === text) return;
  let from = 0;
  while (from < before.length && from < text.length && before[from] === text[from]) from += 1;
  let end = 0;
  const room = Math.min(before.length, text.length) - from;
  while (end < room && before[before.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  view.dispatch({ changes: { from, to: before.length - end, insert: text.slice(from, text.length - end) } });
}

function compare(view: EditorView | null, against: string | undefined): void {
  const extension = against === undefined ? [] : unifiedMergeView({ original: against, mergeControls: true });
  view?.dispatch({ effects: comparison.reconfigure(extension) });
}
