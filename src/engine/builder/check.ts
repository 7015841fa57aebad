import { resolve } from 'node:path';
import type { BuildRequest, CheckReport } from './contract.ts';
import { excerpt } from './dockerfile/dockerfile-error.ts';
import type { LintWarning } from './lint/rules.ts';
import { makePlan } from './plan/make-plan.ts';
import { planOptions } from './plan-options.ts';
import { pullingResolver } from './solve/base-images.ts';
import type { BuildServices } from './solve/session.ts';
import { withSession } from './with-session.ts';

/** What is to be said about a Dockerfile: its plan is made, as for a build, and dropped. @throws EngineError */
export async function checkBuild(services: BuildServices, request: BuildRequest): Promise<CheckReport> {
  return await withSession(
    services,
    request,
    () => {},
    async (session) => {
      const warnings: LintWarning[] = [];
      const options = planOptions(request, session.context, (warning) => warnings.push(warning));
      await makePlan(options, pullingResolver(session));
      const { text } = session.context;
      const fileName = pathOf(request, session.context.fileName);
      const described = warnings
        .toSorted((a, b) => a.line - b.line)
        .map(({ rule, message, line, url }) => {
          const place = excerpt(fileName, text, { start: line, end: line });
          return `WARNING: ${rule}${url === undefined ? '' : ` - ${url}`}\n${message}\n${place}`;
        });
      return { warnings: warnings.length, text: described.join('\n') };
    },
  );
}

/** Reports are read with several Dockerfiles in view: the whole path, where there is one. */
function pathOf({ context, dockerfileText }: BuildRequest, fileName: string): string {
  return 'folder' in context && dockerfileText === undefined ? resolve(context.folder, fileName) : fileName;
}
