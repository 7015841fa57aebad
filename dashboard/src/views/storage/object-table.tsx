import { Trash2 } from 'lucide';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Change } from '../../../../src/dashboard-api/index.ts';
import { canChange, propose } from '../../changes/index.ts';
import { Button, SearchBox, Table, type TableProps } from '../../parts/index.ts';
import { useQuery } from '../../routing/index.ts';

interface ObjectTableProps<Row> extends Pick<TableProps<Row>, 'columns' | 'rows' | 'keyOf' | 'nameOf'> {
  engine: string;
  /** `images`: what the table and its search are called by. */
  what: string;
  /** Column that it is sorted by at first. */
  sortedBy: string;
  /** What a search looks at. */
  textsOf: (row: Row) => string[];
  removalOf: (rows: readonly Row[]) => Change;
}

/** Objects of the engine, to be searched, sorted, and picked for removal. */
export function ObjectTable<Row>(props: ObjectTableProps<Row>): JSX.Element {
  const { engine, what, columns, rows, keyOf, nameOf = keyOf, sortedBy, textsOf, removalOf } = props;
  const [sort, setSort] = useQuery('sort');
  const [find, setFind] = useQuery('find');
  const [keys, change] = useState(new Set<string>());
  const chosen = rows.filter((row) => keys.has(keyOf(row)));
  return (
    <>
      <p class="buttons above-table">
        <Button
          icon={Trash2}
          disabled={!canChange.value || chosen.length === 0}
          onClick={() => propose(engine, removalOf(chosen))}
        >
          {chosen.length === 0 ? 'Remove' : `Remove ${chosen.length}`}
        </Button>
        <SearchBox label={`Search ${what}`} value={find} onInput={setFind} />
      </p>
      <div class="panel leads-wide">
        <Table
          label={what.charAt(0).toUpperCase() + what.slice(1)}
          columns={columns}
          rows={find === '' ? rows : rows.filter((row) => textsOf(row).some((text) => text.includes(find)))}
          keyOf={keyOf}
          nameOf={nameOf}
          sort={sort || sortedBy}
          onSort={setSort}
          selection={{ keys, change }}
        />
      </div>
    </>
  );
}
