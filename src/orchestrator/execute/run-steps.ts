import type { Plan, Step } from '../plan/steps.ts';

/**
 * Runs a plan's steps, each when those before it are done, as many at the same time as that allows. After the first failure nothing
 * more begins; what is under way is waited for, so that nothing goes on behind the caller's back. Throws the first failure.
 */
export async function runSteps(
  plan: Plan,
  run: (step: Step) => Promise<void>,
  { signal, parallel }: { signal: AbortSignal; parallel: number },
): Promise<void> {
  const present = new Set(plan.steps.map(({ id }) => id));
  const missing = new Map<string, number>();
  const followers = new Map<string, Step[]>();
  const ready: Step[] = [];
  for (const step of plan.steps) {
    const before = step.after.filter((id) => present.has(id));
    missing.set(step.id, before.length);
    for (const id of before) followers.set(id, [...(followers.get(id) ?? []), step]);
    if (before.length === 0) ready.push(step);
  }
  const failures: unknown[] = [];
  let done = 0;
  const work = async (step: Step): Promise<void> => {
    try {
      signal.throwIfAborted();
      await run(step);
      done++;
      for (const follower of followers.get(step.id) ?? []) {
        const left = (missing.get(follower.id) ?? 0) - 1;
        missing.set(follower.id, left);
        if (left === 0) ready.push(follower);
      }
    } catch (error) {
      failures.push(error);
    }
  };
  const running = new Set<Promise<void>>();
  while (failures.length === 0 && (ready.length > 0 || running.size > 0)) {
    for (const step of ready.splice(0, parallel - running.size)) {
      const task = work(step).finally(() => running.delete(task));
      running.add(task);
    }
    await Promise.race(running);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
  if (done !== plan.steps.length) throw new Error('the steps of a plan wait for each other');
}
