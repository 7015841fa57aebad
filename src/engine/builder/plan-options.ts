import type { OpenContext } from './context/open-context.ts';
import type { BuildRequest } from './contract.ts';
import type { PlanOptions } from './plan/make-plan.ts';

/** What a request says to the plan. */
export function planOptions(
  request: BuildRequest,
  context: OpenContext,
  onWarning: PlanOptions['onWarning'],
): PlanOptions {
  const given = Object.entries(request.buildArgs).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return {
    text: context.text,
    given: new Map(given),
    target: request.target || undefined,
    platform: request.platform || undefined,
    namedContexts: request.namedContexts ?? {},
    noCache: request.noCache,
    noCacheFilter: request.noCacheFilter ?? [],
    labels: request.labels,
    onWarning,
    // With `!` patterns a name alone does not say whether something below it is there.
    ignores: (path) => !context.ignore.hasNegation && context.ignore.matches(path.replace(/^(?:\.?\/)+/, '')),
  };
}
