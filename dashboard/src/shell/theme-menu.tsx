import { Monitor, Moon, Sun } from 'lucide';
import type { JSX } from 'preact';
import { Menu } from '../parts/index.ts';
import { type Theme, theme } from './theme.ts';

const titles: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function ThemeMenu(): JSX.Element {
  const icon = { system: Monitor, light: Sun, dark: Moon }[theme.value];
  const items = (Object.keys(titles) as Theme[]).map((choice) => ({
    title: titles[choice],
    checked: theme.value === choice,
    onChoose: () => {
      theme.value = choice;
    },
  }));
  return <Menu kind="quiet" icon={icon} label={`Theme: ${titles[theme.value]}`} items={items} />;
}
