/**
 * The keeper: a process of its own that outlives the engine (docs/design/engine.md). Started as `keeper <run folder>`; says
 * `ready` on standard output once it listens on `<run folder>/keeper.sock`.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { prctl } from '../libc.ts';
import { EngineLink } from './engine-link.ts';
import { listen } from './server.ts';
import { Supervisor } from './supervisor.ts';

const PR_SET_CHILD_SUBREAPER = 36;

function main(run: string): void {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  process.title = `tutti-keeper ${run}`;
  const socketPath = join(run, 'keeper.sock');
  let isHidden = false;
  const hide = (): void => {
    // Once: afterwards the name may be another keeper's.
    if (!isHidden) rmSync(socketPath, { force: true });
    isHidden = true;
  };
  const leave = (): void => {
    hide();
    process.exit(0);
  };
  const supervisor: Supervisor = new Supervisor((event) => {
    link.broadcast(event);
    link.leaveIfIdle();
  });
  const link: EngineLink = new EngineLink(supervisor, hide, leave);
  // Only the engine says when to go; a terminal's Ctrl-C or a logout is none of our business.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => {});
  listen(socketPath, supervisor, link, () => {
    writeSync(1, 'ready\n');
    closeSync(1);
    openSync('/dev/null', 'w');
  });
}

main(process.argv[2] ?? '/run/tutti');
