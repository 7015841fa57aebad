import { expect, test } from 'vitest';
import { parseSocketTable } from './socket-table.ts';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, state: string) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100\n`;

test.each([
  ['0100007F:18EB', true],
  ['00000000:18EB', false],
  ['020011AC:18EB', false],
  ['00000000000000000000000001000000:18EB', true],
  ['00000000000000000000000000000000:18EB', false],
  ['0000000000000000FFFF00000100007F:18EB', true],
  ['0000000000000000FFFF0000020011AC:18EB', false],
])('%s is on loopback: %s', (local, isLoopback) => {
  expect(parseSocketTable(head + row(local, '0A'), 'tcp')).toEqual([
    { port: 6379, isLoopback, isListening: true, inode: '4711' },
  ]);
});

test('connected sockets do not listen; other lines are no sockets', () => {
  expect(parseSocketTable(head + row('0100007F:18EB', '01'), 'tcp')[0]?.isListening).toBe(false);
  expect(parseSocketTable(head + row('0100007F:18EB', '07'), 'udp')[0]?.isListening).toBe(true);
  expect(parseSocketTable('cat: /proc/net/tcp6: No such file or directory\n', 'tcp')).toEqual([]);
});
