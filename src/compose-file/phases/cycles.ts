import { type ConsistencyScope, placeIn } from './consistency.ts';

/** Reports services that wait for each other. */
export function checkCycles({ project, model, context }: ConsistencyScope): void {
  const done = new Set<string>();
  const visit = (name: string, path: string[]): boolean => {
    const at = path.indexOf(name);
    if (at !== -1) {
      const cycle = [...path.slice(at), name];
      const message = `dependency cycle detected: ${cycle.join(' -> ')}`;
      context.add('dependency-cycle', message, placeIn(model, path.at(-1) ?? name, 'depends_on', name));
      return true;
    }
    if (done.has(name)) return false;
    const dependencies = Object.keys(project.services[name]?.depends_on ?? {}).sort();
    for (const dependency of dependencies) if (visit(dependency, [...path, name])) return true;
    done.add(name);
    return false;
  };
  for (const name of Object.keys(project.services).sort()) if (visit(name, [])) return;
}
