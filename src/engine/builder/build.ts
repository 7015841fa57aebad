import type { BuildEvent, BuildRequest } from './contract.ts';
import { describeInputs } from './describe-inputs.ts';
import type { LintWarning } from './lint/rules.ts';
import { makePlan } from './plan/make-plan.ts';
import { planOptions } from './plan-options.ts';
import { pullingResolver } from './solve/base-images.ts';
import { exportImage } from './solve/export-image.ts';
import type { BuildServices } from './solve/session.ts';
import { solve } from './solve/solver.ts';
import { withSession } from './with-session.ts';

/** Builds an image; its id. Nothing of a build but its cached steps stays behind. @throws EngineError */
export async function buildImage(
  services: BuildServices,
  request: BuildRequest,
  onEvent: (event: BuildEvent) => void,
): Promise<string> {
  return await withSession(services, request, onEvent, async (session) => {
    const options = planOptions(request, session.context, (warning) => onEvent(toEvent(warning)));
    const plan = await makePlan(options, pullingResolver(session));
    const result = await solve(session, plan);
    const image = await exportImage(session, plan, result);
    await services.fingerprints.remember(image.id, await describeInputs(session, plan));
    return image.id;
  });
}

function toEvent({ rule, message, line, url }: LintWarning): BuildEvent {
  const text = `${rule}: ${message} (line ${line})`;
  return { kind: 'warning', message: text, line, code: rule, ...(url === undefined ? {} : { url }) };
}
