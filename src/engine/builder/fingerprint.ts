import type { BuildRequest } from './contract.ts';
import { describeInputs } from './describe-inputs.ts';
import { makePlan } from './plan/make-plan.ts';
import { planOptions } from './plan-options.ts';
import { localResolver } from './solve/base-images.ts';
import type { BuildServices } from './solve/session.ts';
import { withSession } from './with-session.ts';

/** Digest over all that a build would read, base images as they are in the store. Nothing is built or pulled. @throws EngineError */
export async function fingerprintOf(services: BuildServices, request: BuildRequest): Promise<string> {
  return await withSession(
    services,
    request,
    () => {},
    async (session) => {
      const options = planOptions(request, session.context, () => {});
      return await describeInputs(session, await makePlan(options, localResolver(services.images)));
    },
  );
}
