import type { ITheme } from '@xterm/xterm';

/** Where the terminal's colours are in the page's. */
const places: Partial<Record<keyof ITheme, string>> = {
  background: '--surface',
  foreground: '--text',
  cursor: '--accent',
  cursorAccent: '--surface',
  selectionBackground: '--accent-soft',
  black: '--muted',
  red: '--failing',
  green: '--good',
  yellow: '--warning',
  blue: '--busy',
  magenta: '--service-3',
  cyan: '--service-0',
  white: '--text',
  brightBlack: '--muted',
  brightRed: '--failing',
  brightGreen: '--service-7',
  brightYellow: '--service-6',
  brightBlue: '--service-4',
  brightMagenta: '--service-8',
  brightCyan: '--service-5',
  brightWhite: '--text',
};

/** The page's colours as they are now, in the theme that is on. */
export function terminalTheme(host: HTMLElement): ITheme {
  const probe = document.createElement('span');
  host.append(probe);
  const theme: Record<string, string> = {};
  for (const [name, place] of Object.entries(places)) {
    probe.style.color = `var(${place})`;
    theme[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return theme;
}

/** Calls when the theme may have changed; the function that is returned ends it. */
export function onThemeChange(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(changed);
  system.addEventListener('change', changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', changed);
    observer.disconnect();
  };
}
