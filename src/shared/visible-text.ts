/** Everything a terminal would act on and not show, but line breaks and tabs; marks that turn the direction of writing among it. */
const INVISIBLE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** A text of unknown origin as it may be shown: control characters become pictures of themselves, each one column wide. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (found) => {
    const code = found.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}
