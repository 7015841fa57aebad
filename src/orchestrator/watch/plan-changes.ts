import type { ServiceHook } from '../../compose-file/index.ts';
import { copies, matchRule, type PathMapping, type WatchRule } from './watch-rules.ts';

/** What a batch of changed paths asks for. */
export interface ChangePlan {
  /** Services to build anew. */
  rebuild: string[];
  /** By service. */
  sync: Map<string, PathMapping[]>;
  restart: string[];
  /** By service; each rule's command once, in the order of the file. */
  exec: Map<string, ServiceHook[]>;
}

/** Pure. */
export function planChanges(rules: readonly WatchRule[], paths: readonly string[]): ChangePlan {
  const rebuild = new Set<string>();
  const restart = new Set<string>();
  const sync = new Map<string, PathMapping[]>();
  const exec = new Map<string, ServiceHook[]>();
  for (const rule of rules) {
    const { service, action, trigger } = rule;
    const matched = paths.flatMap((path) => matchRule(rule, path) ?? []);
    if (matched.length === 0) continue;
    if (action === 'rebuild') rebuild.add(service);
    if (action === 'restart' || action === 'sync+restart') restart.add(service);
    if (action === 'sync+exec') exec.set(service, [...(exec.get(service) ?? []), trigger.exec]);
    if (copies(rule)) sync.set(service, [...(sync.get(service) ?? []), ...matched]);
  }
  return { rebuild: [...rebuild], sync, restart: [...restart], exec };
}
