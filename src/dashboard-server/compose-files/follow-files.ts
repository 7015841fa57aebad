import type { ComposeConfig, ComposeFiles } from '../../dashboard-api/index.ts';
import { watchFiles } from '../project/watch-files.ts';
import type { Feed, HandlerContext } from '../registry.ts';
import { untilAborted } from '../registry.ts';
import { configValue } from './config-values.ts';
import { type Examined, examine } from './examine.ts';
import { readListed } from './file-text.ts';

type Whole<State> = Feed<{ params: object; snapshot: State; delta: State }>;

export async function followFiles(
  { project }: { project: string },
  feed: Whole<ComposeFiles>,
  context: HandlerContext,
): Promise<void> {
  return follow(project, context, feed, async ({ files, problems }) => ({
    files: await Promise.all(files.map(readListed)),
    problems,
  }));
}

export async function followConfig(
  { project }: { project: string },
  feed: Whole<ComposeConfig>,
  context: HandlerContext,
): Promise<void> {
  return follow(project, context, feed, ({ values, problems }) =>
    Promise.resolve({ values: values.map(configValue), problems }),
  );
}

/** Looks at the files now, and again whenever one of them changes. */
async function follow<State>(
  project: string,
  { engine, settings, signal }: HandlerContext,
  feed: Whole<State>,
  make: (examined: Examined) => Promise<State>,
): Promise<void> {
  const live = await engine();
  let stop: (() => void) | undefined;
  let isLooking = false;
  let isOld = false;
  const look = async (): Promise<State> => {
    const examined = await examine(project, live, settings);
    stop?.();
    stop = signal.aborted
      ? undefined
      : watchFiles(
          examined.files.map(({ path }) => path),
          changed,
        );
    return make(examined);
  };
  const changed = (): void => {
    isOld = true;
    if (!isLooking) void lookAgain();
  };
  const lookAgain = async (): Promise<void> => {
    isLooking = true;
    while (isOld && !signal.aborted) {
      isOld = false;
      // Files that are gone for good are told by the project's own topic; what was read last stays.
      await look().then(
        (state) => feed.delta(state),
        () => undefined,
      );
    }
    isLooking = false;
  };
  isLooking = true;
  feed.snapshot(await look());
  isLooking = false;
  if (isOld) void lookAgain();
  await untilAborted(signal);
  stop?.();
}
