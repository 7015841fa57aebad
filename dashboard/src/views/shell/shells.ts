import { type Signal, signal } from '@preact/signals';
import type { ShellSession } from './shell-session.ts';

/** Shells that are open, by engine and container: they run on while other parts of the page are looked at. */
const open: Signal<ReadonlyMap<string, readonly ShellSession[]>> = signal(new Map());

const keyOf = (engine: string, container: string): string => JSON.stringify([engine, container]);

export function shellsOf(engine: string, container: string): readonly ShellSession[] {
  return open.value.get(keyOf(engine, container)) ?? [];
}

export function addShell(engine: string, container: string, session: ShellSession): void {
  set(keyOf(engine, container), (sessions) => [...sessions, session]);
}

export function closeShell(engine: string, container: string, session: ShellSession): void {
  session.close();
  set(keyOf(engine, container), (sessions) => sessions.filter((each) => each !== session));
}

function set(key: string, change: (sessions: readonly ShellSession[]) => readonly ShellSession[]): void {
  open.value = new Map(open.peek()).set(key, change(open.peek().get(key) ?? []));
}
