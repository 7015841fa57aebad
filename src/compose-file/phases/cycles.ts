import { type ConsistencyScope, placeIn } from './consistency.ts';

/** Reports the first circle of services that wait for each other. */
export function checkCycles({ project, model, context }: ConsistencyScope): void {
  const dependencies = (name: string): string[] =>
    Object.keys(project.services[name]?.depends_on ?? {}).sort();
  const cycle = findCycle(Object.keys(project.services).sort(), dependencies);
  if (cycle === undefined) return;
  const [last, repeated] = cycle.slice(-2);
  const place = placeIn(model, last ?? '', 'depends_on', repeated ?? '');
  context.add('dependency-cycle', `dependency cycle detected: ${cycle.join(' -> ')}`, place);
}

/** Goes down every path once, without recursion: a chain may be as long as there are services. */
function findCycle(names: readonly string[], dependencies: (name: string) => string[]): string[] | undefined {
  const done = new Set<string>();
  const path: { name: string; left: string[] }[] = [];
  const onPath = new Set<string>();
  const enter = (name: string): void => {
    const left = dependencies(name).reverse();
    if (left.length === 0) {
      done.add(name);
      return;
    }
    path.push({ name, left });
    onPath.add(name);
  };
  for (const start of names) {
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.left.pop();
      if (next === undefined) {
        done.add(top.name);
        onPath.delete(top.name);
        path.pop();
      } else if (onPath.has(next)) {
        const visited = path.map(({ name }) => name);
        return [...visited.slice(visited.indexOf(next)), next];
      } else if (!done.has(next)) enter(next);
    }
  }
  return undefined;
}
