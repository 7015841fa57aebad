import { expect, test } from 'vitest';
import { Continuation } from './continuation.ts';

/** Which of the lines begin a record; `>` is put before each line that continues one. */
function grouped(text: string): string {
  const continuation = new Continuation();
  return text
    .split('\n')
    .map((line) => (continuation.push(line, '2026-01-01T00:00:00.000000000Z') ? `>${line}` : line))
    .join('\n');
}

/** Lines with their `>` are what is expected of them without. */
test.each([
  [
    'Python, with its cause and the line before',
    `ERROR:root:it failed
>Traceback (most recent call last):
>  File "app.py", line 3, in <module>
>    main()
>ValueError: no
>
>During handling of the above exception, another exception occurred:
>
>Traceback (most recent call last):
>  File "app.py", line 5, in <module>
>KeyError: 'x'
INFO:root:next`,
  ],
  [
    'Java',
    `2026-01-01 ERROR java.lang.IllegalStateException: no
>\tat com.example.Main.run(Main.java:5)
>\tat java.base/java.lang.Thread.run(Thread.java:1)
>Caused by: java.io.IOException: disk
>\t... 12 more
2026-01-01 INFO next`,
  ],
  [
    'Node',
    `Error: boom {
>    at run (/app/index.js:3:9)
>    at node:internal/main:1
>  code: 'EBOOM'
>}
next`,
  ],
  [
    'Go',
    `panic: runtime error: index out of range [3]
>
>goroutine 1 [running]:
>main.main()
>\t/app/main.go:5 +0x1d
>exit status 2
next`,
  ],
  ['lines of their own', 'one\ntwo\n\nthree\nTraceback (most recent call last):\n>  File "x"'],
])('%s', (_name, expected) => {
  expect(grouped(expected.replace(/^>/gm, ''))).toBe(expected);
});

test('what is written much later belongs to no earlier line, and no record grows without end', () => {
  const continuation = new Continuation();
  continuation.push('head', '2026-01-01T00:00:00.000000000Z');
  expect(continuation.push('  in', '2026-01-01T00:00:01.000000000Z')).toBe(true);
  expect(continuation.push('  in', '2026-01-01T00:00:09.000000000Z')).toBe(false);
  const heads = Array.from({ length: 2000 }, () =>
    continuation.push('  in', '2026-01-01T00:00:09.000000000Z'),
  );
  expect(heads.filter((continues) => !continues)).toHaveLength(4);
});
