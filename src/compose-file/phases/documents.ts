import { UserError } from '../../shared/index.ts';
import type { Environment } from '../environment.ts';
import { type MapNode, map, sizeOf } from '../tree/node.ts';
import type { Source } from '../tree/source.ts';
import { yamlError } from '../yaml/tokens.ts';
import type { LoadContext } from './context.ts';
import { countElements } from './element-costs.ts';
import { expandShortForms } from './expand.ts';
import { applyExtends } from './extends.ts';
import { applyIncludes, type IncludeScope } from './include.ts';
import { interpolate, mayHaveVariables } from './interpolate.ts';
import { mergeFiles } from './merge.ts';
import { type ReadDocument, readDocuments } from './read.ts';
import type { ResourceLoaders } from './resources.ts';
import { checkSchema } from './schema-check.ts';
import { enforceUnique } from './unique.ts';

/** What is not a character of a text file: YAML refuses it, and so would every terminal. */
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** Of what earlier documents say, the part that counts again in each: all of it is checked once more. */
const CHECKED_AGAIN = 0.75;
export interface FileScope extends IncludeScope {
  environment: Environment;
  loaders: ResourceLoaders;
}

/** Lays one file, document after document, over what earlier files said. */
export async function addFile(
  base: MapNode | undefined,
  source: Source,
  scope: FileScope,
  context: LoadContext,
): Promise<MapNode | undefined> {
  let merged = base;
  const hasVariables = mayHaveVariables(source.text);
  for (const { root, resets } of readChecked(source, context)) {
    if (root.kind !== 'map') {
      const message = 'top-level object must be a mapping';
      context.add('not-a-mapping', message, root.at, 'A Compose file begins with keys such as "services:".');
      continue;
    }
    if (merged !== undefined) context.count(root, Math.ceil(CHECKED_AGAIN * sizeOf(merged)));
    if (context.isInterpolated) interpolate(root, scope.environment, context, hasVariables);
    await applyExtends(
      root,
      source.file,
      { resets, loaders: scope.loaders, environment: scope.environment },
      context,
    );
    if (merged !== undefined) resets.apply(merged, (at, nodes) => context.count(at, nodes));
    await applyIncludes(root, { ...scope, included: [...scope.included, source.file] }, context);
    merged = mergeFiles(merged ?? map(root.at), root, context);
    finishFile(merged, source, context);
  }
  return merged;
}

/** After each file: the whole of what is known so far is checked and brought into its long form. */
function finishFile(merged: MapNode, source: Source, context: LoadContext): void {
  enforceUnique(merged, context);
  checkSchema(merged, context);
  context.endIfLarge();
  const version = merged.entries.get('version');
  if (version !== undefined) {
    const message = `${source.file}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`;
    context.warn('obsolete-version', message, version.at);
    merged.entries.delete('version');
  }
  expandShortForms(merged, context);
  enforceUnique(merged, context);
}

/** A syntax error ends one file; the others are still read for theirs. */
export function* readChecked(source: Source, context: LoadContext): Generator<ReadDocument> {
  try {
    const control = CONTROL.exec(source.text);
    if (control !== null) throw yamlError(source, control.index, 'control characters are not allowed');
    for (const document of readDocuments(source, context)) {
      if (document.root.kind === 'map') countElements(document.root, context);
      yield document;
    }
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'too-many-values') throw error;
    context.problems.push(error);
    context.isIncomplete = true;
  }
}
