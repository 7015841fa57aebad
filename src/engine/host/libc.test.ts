import { expect, test } from 'vitest';
import { closeDescriptor, libcFunction, SystemCallError } from './libc.ts';

test('a failed call carries the errno, its name and the function', () => {
  const open = libcFunction('int open(const char *path, int flags)');
  const error: unknown = (() => {
    try {
      return open('/nonexistent/file', 0);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(SystemCallError);
  expect(error).toMatchObject({
    code: 'ENOENT',
    errno: 2,
    syscall: 'open',
    message: 'ENOENT: No such file or directory, open /nonexistent/file',
  });
});

test('a successful call returns its result', () => {
  const open = libcFunction('int open(const char *path, int flags)');
  const fd = open('/dev/null', 0);
  expect(fd).toBeGreaterThan(2);
  closeDescriptor(fd);
  expect(() => closeDescriptor(fd)).toThrow(/EBADF/);
});
