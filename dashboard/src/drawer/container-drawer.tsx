import { ChevronDown, Ellipsis, X } from 'lucide';
import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import type { ContainerBrief, ContainerState } from '../../../src/dashboard-api/index.ts';
import { canChange } from '../changes/index.ts';
import { useTopic } from '../connection/index.ts';
import { containerMenu, drawerQuery } from '../containers/index.ts';
import { LearnMode } from '../learn/learn-mode.tsx';
import { Button, Drawer, Empty, Menu, Ports, StateText, Tabs, TopicView } from '../parts/index.ts';
import { Lazy } from '../parts/lazy.tsx';
import { type Place, useQuery, useQueryChange, whyAddress, withQuery } from '../routing/index.ts';
import { panes } from './panes.ts';
import './drawer.css';

interface ContainerDrawerProps {
  place: Place;
  /** Name or id. */
  container: string;
}

/** One container, over whatever page there is. */
export function ContainerDrawer({ place, container }: ContainerDrawerProps): JSX.Element {
  const { engine } = place;
  const topic = useTopic('container', engine, { container });
  const change = useQueryChange();
  const close = () => change(drawerQuery(undefined));
  const brief = topic.value.data?.brief;
  return (
    <Drawer
      label={`Container ${container}`}
      onClose={close}
      header={<Header engine={engine} name={brief?.name ?? container} brief={brief} close={close} />}
    >
      <LearnMode place={place} over />
      <TopicView of={topic}>{(state) => <Pane engine={engine} container={state} />}</TopicView>
    </Drawer>
  );
}

function Pane({ engine, container }: { engine: string; container: ContainerState }): JSX.Element {
  const [key] = useQuery('pane');
  const pane = panes.find((each) => each.key === (key || 'overview'));
  if (pane === undefined) return <NoSuchPart />;
  return <Lazy key={pane.key} load={pane.load} props={{ engine, container }} />;
}

function NoSuchPart(): JSX.Element {
  const { url } = useLocation();
  return (
    <Empty title="There is no such part of a container">
      <p>
        <a href={withQuery(url, { pane: undefined })}>Its overview</a>
      </p>
    </Empty>
  );
}

interface HeaderProps {
  engine: string;
  name: string;
  brief: ContainerBrief | undefined;
  close: () => void;
}

function Header({ engine, name, brief, close }: HeaderProps): JSX.Element {
  const { url } = useLocation();
  const [pane] = useQuery('pane');
  const tabs = panes.map(({ key, title }) => ({
    key,
    title,
    to: withQuery(url, { pane: key === 'overview' ? undefined : key }),
  }));
  return (
    <>
      <div class="drawer-title">
        <h2 class="ellipsis">{name}</h2>
        {brief && <Replicas engine={engine} brief={brief} />}
        {brief && (
          <Menu
            kind="quiet"
            icon={Ellipsis}
            label={`More for ${name}`}
            disabled={!canChange.value}
            items={containerMenu(engine, brief)}
          />
        )}
        <Button kind="quiet" icon={X} label="Close" onClick={close} />
      </div>
      <WhyLine engine={engine} brief={brief} />
      <Tabs label="Parts of the container" tabs={tabs} current={pane || 'overview'} />
    </>
  );
}

/** How it is, and the way to why. */
function WhyLine({ engine, brief }: { engine: string; brief: ContainerBrief | undefined }): JSX.Element {
  if (brief === undefined) return <div class="drawer-state" />;
  const { mood, state, since, longer, ports, project, service } = brief;
  return (
    <div class="drawer-state">
      <StateText mood={mood} state={state} since={since} longer={longer} />
      {project !== '' && mood !== 'good' && <a href={whyAddress(engine, project, service)}>Why?</a>}
      {ports.length > 0 && <Ports of={ports} most={3} />}
    </div>
  );
}

/** The other containers of the same service. */
function Replicas({ engine, brief }: { engine: string; brief: ContainerBrief }): JSX.Element | null {
  if (brief.project === '') return null;
  return <ReplicaMenu engine={engine} brief={brief} />;
}

function ReplicaMenu({ engine, brief }: { engine: string; brief: ContainerBrief }): JSX.Element | null {
  const { project, service, name } = brief;
  const change = useQueryChange();
  const state = useTopic('project', engine, { project }).value.data;
  const replicas = state?.containers.filter((each) => each.service === service && !each.oneOff) ?? [];
  replicas.sort((a, b) => a.number - b.number);
  if (replicas.length < 2) return null;
  const items = replicas.map((each) => ({
    title: <StateText mood={each.mood} state={each.name} />,
    checked: each.name === name,
    onChoose: () => change({ container: each.name }),
  }));
  return (
    <Menu kind="quiet" size="small" icon={ChevronDown} items={items}>
      {`${replicas.findIndex((each) => each.name === name) + 1} of ${replicas.length}`}
    </Menu>
  );
}
