import { expect, test } from 'vitest';
import type { Output } from '../terminal/output.ts';
import { NavigationMenu } from './navigation-menu.ts';

function terminal(columns: number, rows: number): Output & { take: () => string } {
  let text = '';
  return {
    isTerminal: true,
    columns,
    rows,
    write: (data) => void (text += String(data)),
    drained: () => Promise.resolve(),
    onResize: () => undefined,
    take() {
      const written = text;
      text = '';
      return written;
    },
  };
}

const items = [
  { key: 'w', text: 'Enable Watch' },
  { key: 'd', text: 'Detach' },
];

test('stands in the last row, goes before text is written, and comes again below it', () => {
  const out = terminal(80, 24);
  const menu = new NavigationMenu(out, { items: () => items, colors: false });
  menu.above('before it is open\n');
  expect(out.take()).toBe('before it is open\n');
  menu.open();
  const picture = '\n\n\x1b[2A\x1b[0G\x1b7\x1b[24;1H\x1b[2Kw Enable Watch   d Detach\x1b8';
  expect(out.take()).toBe(`\x1b[0G\x1b[J${picture}`);
  menu.above('a line\n');
  expect(out.take()).toBe(`\x1b[0G\x1b[Ja line\n${picture}`);
  menu.close();
  expect(out.take()).toBe('\x1b[0G\x1b[J');
  menu.draw();
  expect(out.take()).toBe('');
});

test('takes the rows that it needs in a narrow terminal; a message stands above it', () => {
  const out = terminal(20, 10);
  const menu = new NavigationMenu(out, { items: () => items, colors: false });
  menu.open();
  expect(out.take()).toContain('\x1b[9;1H\x1b[2Kw Enable Watch   d Detach');
  menu.say('Watch', 'no');
  expect(out.take()).toContain('\x1b[8;1H\x1b[2KWatch →  no\x1b[9;1H');
  menu.close();
});
