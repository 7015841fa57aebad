import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LogEntry } from '../../../../src/dashboard-api/index.ts';
import { call, failureOf } from '../../connection/index.ts';
import { bytesWords } from '../../parts/index.ts';
import { type Segment, segmentsOf, visible } from './ansi.ts';
import { addressOf } from './log-feed.ts';

/** Characters of a line that are shown before one asks for more. */
const SHOWN = 2_000;

/** A line with its colours and marks. */
export function LineText({ entry, engine }: { entry: LogEntry; engine: string }): JSX.Element {
  const { text, length, marks } = entry;
  const isLong = text.length > SHOWN || length !== undefined;
  const shown = isLong ? text.slice(0, SHOWN) : text;
  return (
    <>
      {segmentsOf(shown, marks).map((segment, index) => (
        <Piece key={index} segment={segment} />
      ))}
      {isLong && <Rest key={`${entry.source} ${entry.time} ${entry.nth}`} entry={entry} engine={engine} />}
    </>
  );
}

function Piece({ segment }: { segment: Segment }): JSX.Element {
  const { text, classes, color, background, marked } = segment;
  if (!marked && classes === '' && color === undefined && background === undefined) return <>{text}</>;
  // Without a background of its own it stands on the theme's, which its program does not know.
  const alone = color !== undefined && background === undefined;
  const style = {
    ...(color === undefined ? {} : { [alone ? '--asked' : 'color']: `rgb(${color})` }),
    ...(background === undefined ? {} : { backgroundColor: `rgb(${background})` }),
  };
  const Tag = marked ? 'mark' : 'span';
  return (
    <Tag class={alone ? `asked-color ${classes}` : classes} style={style}>
      {text}
    </Tag>
  );
}

/** A long line is fetched as a whole only when somebody wants it. */
function Rest({ entry, engine }: { entry: LogEntry; engine: string }): JSX.Element {
  const [whole, setWhole] = useState<string>();
  const [busy, setBusy] = useState(false);
  const show = async (): Promise<void> => {
    if (entry.length === undefined) return setWhole(entry.text);
    setBusy(true);
    try {
      setWhole((await call('logs.line', engine, { at: addressOf(entry) })).text);
    } catch (error) {
      setWhole(failureOf(error).message);
    }
    return setBusy(false);
  };
  if (whole !== undefined) {
    return (
      <span class="whole-line" role="region" aria-label="The whole line" tabIndex={0}>
        {visible(whole)}
      </span>
    );
  }
  return (
    <button type="button" class="more-button" disabled={busy} onClick={() => void show()}>
      {`… show all ${bytesWords(entry.length ?? entry.text.length)}`}
    </button>
  );
}
