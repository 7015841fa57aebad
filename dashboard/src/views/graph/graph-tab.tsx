import { Workflow } from 'lucide';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ProjectState } from '../../../../src/dashboard-api/index.ts';
import { useTopic } from '../../connection/index.ts';
import { Button, CommandLine, Empty, Panel, Segments, TopicView } from '../../parts/index.ts';
import { useQuery } from '../../routing/index.ts';
import type { ProjectTabProps } from '../../views.ts';
import { GraphDrawing } from './graph-drawing.tsx';
import { graphOf } from './graph-model.ts';
import { GraphTable } from './graph-table.tsx';
import './graph.css';

type As = 'drawing' | 'table';

const FORMS: { key: As; title: string }[] = [
  { key: 'drawing', title: 'Drawing' },
  { key: 'table', title: 'Table' },
];

/** Services and what they need, as a picture and as a table. */
export function GraphTab({ engine, project }: ProjectTabProps): JSX.Element {
  const state = useTopic('project', engine, { project });
  return (
    <TopicView of={state}>{(data) => <GraphOf engine={engine} project={project} state={data} />}</TopicView>
  );
}

function GraphOf({ engine, project, state }: ProjectTabProps & { state: ProjectState }): JSX.Element {
  const [as, setAs] = useQuery('as');
  const [hidden, setHidden] = useQuery('hide');
  const hides = hidden.split(',').filter(Boolean);
  const graph = useMemo(
    () => graphOf(state, { networks: !hides.includes('networks'), ports: !hides.includes('ports') }),
    [state, hidden],
  );
  if (state.services.length === 0)
    return (
      <Empty icon={Workflow} title="This project has no services">
        <p>Start it in its folder, and they are drawn here:</p>
        <CommandLine command="tutti up -d" />
      </Empty>
    );
  const isTable = as === 'table';
  const actions = (
    <>
      {!isTable && <Parts hides={hides} setHidden={setHidden} />}
      <Segments<As>
        label="How it is shown"
        options={FORMS}
        value={isTable ? 'table' : 'drawing'}
        onChoose={(key) => setAs(key === 'table' ? key : undefined)}
      />
    </>
  );
  return (
    <Panel title="What needs what" actions={actions} bare>
      {isTable ? (
        <GraphTable services={state.services} />
      ) : (
        <GraphDrawing graph={graph} engine={engine} project={project} />
      )}
    </Panel>
  );
}

/** What is drawn beside the services. */
function Parts(props: { hides: string[]; setHidden: (hidden: string | undefined) => void }): JSX.Element {
  const { hides, setHidden } = props;
  const toggle = (part: string) => {
    const next = hides.includes(part) ? hides.filter((each) => each !== part) : [...hides, part];
    setHidden(next.join(',') || undefined);
  };
  return (
    <>
      {['networks', 'ports'].map((part) => (
        <Button key={part} size="small" pressed={!hides.includes(part)} onClick={() => toggle(part)}>
          {part === 'ports' ? 'Ports' : 'Networks'}
        </Button>
      ))}
    </>
  );
}
