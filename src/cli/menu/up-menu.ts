/** The menu of an attached `up`: what its keys do. */
import type { CommandContext } from '../context.ts';
import type { WatchSwitch } from '../logs/watch-switch.ts';
import type { Output } from '../terminal/output.ts';
import { openKeyboard } from './keyboard.ts';
import { type MenuItem, NavigationMenu } from './navigation-menu.ts';

export interface UpMenuActions {
  /** Absent when no service of the project has rules to watch. */
  watch: WatchSwitch | undefined;
  /** The project's configuration as text. */
  config: () => Promise<string>;
  /** Shows the project in a browser; absent where there is nothing to show it with. */
  view?: () => Promise<void>;
  detach: () => void;
  interrupt: () => void;
}

export interface UpMenu {
  /** What is written there stands above the menu. */
  wrap: (target: Output) => { write: (text: string) => void };
  close: () => void;
}

/** `--menu`, else `COMPOSE_MENU`, else yes; only on a terminal. */
export function wantsMenu(context: CommandContext, flag: boolean | undefined): boolean {
  const { env, options, stdin, stdout } = context;
  const set = env['COMPOSE_MENU'];
  const wish = flag ?? (set === undefined || ['1', 't', 'true', 'y', 'yes'].includes(set.toLowerCase()));
  const drawable =
    options.progress !== 'plain' && options.progress !== 'quiet' && options.progress !== 'json';
  return wish && drawable && options.ansi !== 'never' && stdout.isTerminal && stdin.isTTY;
}

export function openUpMenu(context: CommandContext, actions: UpMenuActions): UpMenu {
  const closed = new AbortController();
  const menu = new NavigationMenu(context.stdout, {
    items: () => items(actions),
    colors: context.options.colors,
  });
  const keyboard = openKeyboard(context, {
    onKey: (key) => void act(key, menu, actions).catch((error: unknown) => menu.say('Error', String(error))),
    onInterrupt: actions.interrupt,
    onResume: () => menu.draw(),
  });
  context.stdout.onResize(() => menu.draw(), closed.signal);
  actions.watch?.onChange(() => menu.draw());
  menu.open();
  return {
    wrap: (target) => (target.isTerminal ? { write: (text) => menu.above(text, target) } : target),
    close() {
      if (closed.signal.aborted) return;
      closed.abort();
      keyboard.close();
      menu.close();
    },
  };
}

function items({ view, watch }: UpMenuActions): MenuItem[] {
  return [
    ...(view === undefined ? [] : [{ key: 'v', text: 'View in the dashboard' }]),
    { key: 'o', text: 'View Config' },
    { key: 'w', text: watch?.isOn ? 'Disable Watch' : 'Enable Watch' },
    { key: 'd', text: 'Detach' },
  ];
}

async function act(key: string, menu: NavigationMenu, actions: UpMenuActions): Promise<void> {
  switch (key) {
    case 'v':
      return actions.view?.();
    case 'o':
      menu.above(await actions.config());
      return;
    case 'w':
      if (actions.watch === undefined)
        menu.say(
          'Watch',
          'watch is not yet configured. Learn more: https://docs.docker.com/compose/file-watch/',
        );
      else await actions.watch.toggle();
      return;
    case 'd':
      actions.detach();
      return;
    case '\r':
      menu.above('\n');
  }
}
