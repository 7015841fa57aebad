import { expect, test } from 'vitest';
import { instructionWords } from './instruction.ts';

test.each([
  ['COPY a / # buildkit', 'COPY a /'],
  ['RUN /bin/sh -c make  all # buildkit', 'RUN make all'],
  ['RUN |1 A=1 /bin/sh -c make # buildkit', 'RUN make'],
  ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
  ['/bin/sh -c apt-get update', 'RUN apt-get update'],
  ['[2/3] RUN make', '[2/3] RUN make'],
])('%s', (written, shown) => {
  expect(instructionWords(written)).toBe(shown);
});
