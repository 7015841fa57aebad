/** What is not to be shown unasked. */

const secretName = /pass(word|wd|phrase)?|secret|token|credential|api_?key|private_?key|access_?key/i;

/** `postgres://user:password@host/`, also inside a longer text. */
const withPassword = /:\/\/[^/\s:@]*:[^/\s@]+@/;

/** Whether a variable, label or field of that name holds a secret, or its value shows one. */
export function looksSecret(name: string, value = ''): boolean {
  return secretName.test(name) || withPassword.test(value);
}
