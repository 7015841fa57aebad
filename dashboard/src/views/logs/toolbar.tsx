import { ChartColumn, Clock, Download, Pause, Play, Terminal, WrapText, X } from 'lucide';
import type { JSX } from 'preact';
import type { LogAddress, LogView } from '../../../../src/dashboard-api/index.ts';
import { failureOf } from '../../connection/index.ts';
import { Button, Menu, toast } from '../../parts/index.ts';
import { useQueryChange } from '../../routing/index.ts';
import { logsCommand } from './addresses.ts';
import { downloadLogs } from './download.ts';
import type { LogFeed } from './log-feed.ts';
import { histogram, times, wrap } from './preferences.ts';

interface ToolbarProps {
  engine: string;
  feed: LogFeed;
  view: LogView;
  line: LogAddress | undefined;
}

export function Toolbar({ engine, feed, view, line }: ToolbarProps): JSX.Element {
  const following = feed.following.value;
  return (
    <div class="buttons log-tools">
      <Range view={view} />
      {feed.isLive && (
        <Button
          size="small"
          icon={following ? Pause : Play}
          label={following ? 'Pause' : 'Follow'}
          onClick={() => feed.follow(!following)}
        />
      )}
      <Button
        size="small"
        icon={WrapText}
        label="Wrap lines"
        pressed={wrap.value}
        onClick={() => toggle(wrap)}
      />
      <Button size="small" icon={Clock} label="Times" pressed={times.value} onClick={() => toggle(times)} />
      <Button
        size="small"
        icon={ChartColumn}
        label="Lines by time"
        pressed={histogram.value}
        onClick={() => toggle(histogram)}
      />
      <Exports engine={engine} view={view} line={line} />
    </div>
  );
}

function toggle(preference: { value: boolean }): void {
  preference.value = !preference.value;
}

/** The range that was chosen in the histogram. */
function Range({ view: { since, until } }: { view: LogView }): JSX.Element | null {
  const change = useQueryChange();
  if (since === undefined && until === undefined) return null;
  const words = [since, until].map((time) =>
    time === undefined ? '…' : new Date(time).toLocaleTimeString(),
  );
  return (
    <Button
      size="small"
      icon={X}
      label={`${words.join(' to ')}: show all times again`}
      onClick={() => change({ since: undefined, until: undefined })}
    >
      {words.join(' – ')}
    </Button>
  );
}

function Exports({ engine, view }: Pick<ToolbarProps, 'engine' | 'view' | 'line'>): JSX.Element {
  const same = logsCommand(view.picks, {
    since: view.since,
    until: view.until,
    follow: true,
    find: view.query,
  });
  const copy = (): void => {
    if (same === undefined) return;
    const { command, unsaid } = same;
    void navigator.clipboard.writeText(command);
    const less = unsaid.length === 0 ? '' : ` (without ${unsaid.join(' ')}, which only this page knows)`;
    toast({ mood: 'good', text: 'Copied', detail: command + less });
  };
  const download = (format: 'text' | 'ndjson') => () => {
    downloadLogs({ ...view, engine, format }).catch((error: unknown) => {
      const { message, hint } = failureOf(error);
      toast({ mood: 'failing', text: message, ...(hint === undefined ? {} : { detail: hint }) });
    });
  };
  return (
    <Menu
      size="small"
      icon={Download}
      label="Download and copy"
      items={[
        { title: 'Download as text', icon: Download, onChoose: download('text') },
        { title: 'Download as JSON lines', icon: Download, onChoose: download('ndjson') },
        {
          title: 'Copy as “tutti logs …”',
          icon: Terminal,
          apart: true,
          disabled: same === undefined,
          onChoose: copy,
        },
      ]}
    />
  );
}
