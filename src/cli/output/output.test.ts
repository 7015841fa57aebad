import { describe, expect, test } from 'vitest';
import { binarySize, humanDuration, humanSize } from '../../shared/index.ts';
import { evaluate } from './go-template/evaluate.ts';
import { goStruct } from './go-template/functions.ts';
import { parseTemplate } from './go-template/parse.ts';
import { formatPorts } from './ports.ts';
import { ellipsis, formatRows } from './rows.ts';
import { composeStyle, dockerStyle, formatTable } from './table.ts';

describe('go templates', () => {
  const data = { Name: 'web', Ports: [80, 443], Label: (name: string) => `<${name}>`, State: { Health: '' } };
  test.each([
    ['{{.Name}}', 'web'],
    ['{{json .}}', '{"Name":"web","Ports":[80,443],"State":{"Health":""}}'],
    ['{{.Label "a.b"}}', '<a.b>'],
    ['{{slice .Name 1 3}} {{slice .Ports 1}}', 'eb [443]'],
    ['{{html "<a>"}} {{urlquery "a b/(c)"}}', '&lt;a&gt; a+b%2F%28c%29'],
    ['{{if .State.Health}}{{.State.Health}}{{else}}none{{end}}', 'none'],
    ['{{if eq .Name "x"}}1{{else if eq .Name "web"}}2{{else}}3{{end}}', '2'],
    ['{{range $i, $p := .Ports}}{{if $i}},{{end}}{{$p}}{{end}}', '80,443'],
    ['{{range .Ports}}[{{.}}]{{end}}', '[80][443]'],
    ['{{.Name | upper | printf "%-6s|"}}', 'WEB   |'],
    ['{{with .State}}{{.Health}}x{{end}}', 'x'],
    ['{{$x := .Name}}{{$x}}{{$.Name}}', 'webweb'],
    ['a {{- .Name -}} b', 'awebb'],
    ['{{/* nothing */}}.', '.'],
    ['{{(index .Ports 1)}} {{len .Ports}} {{join (split "a,b" ",") "-"}}', '443 2 a-b'],
    ['{{and .Name (not .State.Health)}} {{or .State.Health "x"}}', 'true x'],
    ['{{"}}"}}', '}}'],
    ['{{range .Ports}}{{if eq . 443}}{{break}}{{end}}{{.}}{{end}}', '80'],
    ['{{range .Ports}}{{with .}}{{if eq . 80}}{{continue}}{{end}}{{.}}{{end}}{{else}}none{{end}}', '443'],
    [
      '{{range split "a,b" ","}}{{$y := .}}{{range split "1,2,3" ","}}{{if eq . "2"}}{{break}}{{end}}{{$y}}{{.}} {{end}}{{end}}',
      'a1 b1 ',
    ],
    ['{{define "a"}}<{{.}}>{{end}}{{template "a" .Name}}', '<web>'],
    ['{{template `a`}}{{define "a"}}{{.}}{{end}}', '<no value>'],
    ['{{$x := "v"}}{{define "a"}}{{$}}{{end}}{{template "a" $x | upper}}', 'V'],
    [
      '{{block "b" split "x,y" ","}}{{range .}}<{{.}}{{if eq . "x"}}{{continue}}{{end}}>{{end}}{{end}}',
      '<x<y>',
    ],
    ['{{range .Ports}}{{block "p" .}}[{{.}}]{{end}}{{end}}{{template "p" 1}}', '[80][443][1]'],
    ['{{define "a"}}2{{end}}{{define "a"}}  {{end}}{{template "a"}}|', '2|'],
    ['{{define "a"}}  {{end}}{{define "a"}}2{{end}}{{template "a"}}|', '2|'],
    ['{{- define "a" -}} x {{- end -}} [{{- template "a" -}} ]', '[x]'],
    ['{{if false}}{{template "x"}}{{end}}ok', 'ok'],
    ['{{range 3}}{{.}}{{else}}none{{end}}{{range 0}}{{.}}{{else}}none{{end}}', '012none'],
    ['{{with false}}{{else with .Name}}{{.}}{{end}}', 'web'],
    [
      `{{js "a<b>'\\"=&日\\\\ é\u00ad\u2028😀\\u0001"}}`,
      `a\\u003Cb\\u003E\\'\\"\\u003D\\u0026日\\\\ é\\u00AD\\u2028😀\\u0001`,
    ],
    ['{{truncate .Name 2}}{{pad .Name 1 2}}|{{title "a b"}}', 'we web  |A B'],
  ])('%s', (source, expected) => {
    expect(evaluate(parseTemplate(source), data)).toBe(expected);
  });

  test.each([
    '{{.Nosuch}}',
    '{{nosuch}}',
    '{{.Name',
    '{{end}}',
    '{{if .Name}}',
    '{{(.Name}}',
    '{{|}}',
    '{{$x}}',
  ])('%s is refused', (source) => {
    expect(() => evaluate(parseTemplate(source), data)).toThrow();
  });
});

// The words of Docker Compose 2.40.3, after `template: :1: ` and the place.
test.each([
  ['{{break}}', '{{break}} outside {{range}}'],
  ['{{range .Ports}}{{else}}{{continue}}{{end}}', '{{continue}} outside {{range}}'],
  ['{{define "a"}}{{break}}{{end}}{{range .Ports}}{{template "a"}}{{end}}', '{{break}} outside {{range}}'],
  ['{{range .Ports}}{{block "x" .}}{{break}}{{end}}{{end}}', '{{break}} outside {{range}}'],
  ['{{range .Ports}}{{break x}}{{end}}', 'unexpected "x" in {{break}}'],
  ['{{template "x" .}}', 'template "x" not defined'],
  ['{{define "a"}}x', 'unexpected EOF'],
  ['{{if true}}{{define "a"}}x{{end}}{{end}}', 'unexpected <define> in command'],
  ['{{define "a"}}{{define "b"}}{{end}}{{end}}', 'unexpected <define> in command'],
  ['{{define a}}x{{end}}', 'unexpected "a" in define clause'],
  ['{{define "a" .}}x{{end}}', 'unexpected <.> in define clause'],
  ['{{define}}x{{end}}', 'unexpected "}}" in define clause'],
  ['{{define "a"}}1{{else}}2{{end}}', 'unexpected {{else}} in define clause'],
  ['{{block "a" .}}1{{else}}2{{end}}', 'unexpected {{else}} in block clause'],
  ['{{block "a"}}x{{end}}', 'missing value for block clause'],
  ['{{range .Ports}}{{else break}}{{end}}', 'unexpected <break> in else'],
  ['{{template}}', 'unexpected "}}" in template clause'],
  ['{{template .State}}', 'unexpected ".State" in template clause'],
  ['{{template "a" | upper}}', 'unexpected "|" in template clause'],
  ['{{define "a"}}1{{end}}{{define "a"}}2{{end}}', 'template: multiple definition of template "a"'],
  ['{{define "a"}}{{template "a"}}{{end}}{{template "a"}}', 'exceeded maximum template depth'],
  ['{{define "a"}}{{$x}}{{end}}{{template "a"}}', 'undefined variable "$x"'],
  ['{{call "x" 1}}', 'error calling call: non-function "x" of type string'],
  ['{{call nil}}', 'error calling call: call of nil'],
])('%s: %s', (source, message) => {
  expect(() => evaluate(parseTemplate(source), { Ports: [80, 443], State: '' })).toThrow(message);
});

describe('listings', () => {
  const listing = { table: '{{.Name}}\t{{.ID}}', headers: { ID: 'CONTAINER ID' } };
  const rows = [{ Name: 'web', ID: '1', Label: (name: string) => name }];

  test('a table of the usual columns', () => {
    expect(formatRows(rows, 'table', listing)).toBe('NAME      CONTAINER ID\nweb       1\n');
  });
  test('a table of chosen columns; tabs may be written as \\t', () => {
    expect(formatRows(rows, 'table {{.ID}}\\t{{.Label "a.my-label"}}', listing)).toBe(
      'CONTAINER ID   my label\n1              a.my-label\n',
    );
  });
  test('JSON has sorted keys and no functions', () => {
    expect(formatRows(rows, 'json', listing)).toBe('{"ID":"1","Name":"web"}\n');
  });
  test('a template is a line for each row', () => {
    expect(formatRows(rows, '{{.Name}}={{.ID}}', listing)).toBe('web=1\n');
  });
  test('raw fields, where a listing has such a form', () => {
    expect(formatRows(rows, 'raw', { ...listing, raw: 'name: {{.Name}}\nid: {{.ID}}\n' })).toBe(
      'name: web\nid: 1\n\n',
    );
    expect(formatRows(rows, 'raw', listing)).toBe('raw\n');
  });
  test("Go's structs are printed without the names of their fields, and keep their order in JSON", () => {
    const ports = [{ Ports: [goStruct({ URL: '::', Port: 80 })] }];
    expect(formatRows(ports, '{{.Ports}} {{range .Ports}}{{json .}}{{end}}', listing)).toBe(
      '[{:: 80}] {"URL":"::","Port":80}\n',
    );
  });
  test('a wrong template is a mistake of the user', () => {
    expect(() => formatRows(rows, '{{.Nosuch}}', listing)).toThrow("can't evaluate field Nosuch");
    expect(() => formatRows(rows, '{{.Name', listing)).toThrow('template parsing error: unclosed action');
  });
  test('columns as Docker Compose and docker make them', () => {
    const cells = [
      ['A', 'B'],
      ['x'.repeat(18), 'y'],
    ];
    expect(formatTable(cells, composeStyle)).toBe(`${'A'.padEnd(21)}B\n${'x'.repeat(18)}   y\n`);
    expect(formatTable(cells.slice(0, 1), dockerStyle)).toBe('A         B\n');
  });
  test('cutting counts characters', () => {
    expect(ellipsis('äöüß', 3)).toBe('äö…');
    expect(ellipsis('äöü', 3)).toBe('äöü');
  });
});

test.each([
  [0, '0B'],
  [999, '999B'],
  [1984230, '1.984MB'],
  [600_400_000, '600.4MB'],
  [1_000_000, '1MB'],
  [1e15, '1PB'],
])('%d bytes are %s', (bytes, expected) => {
  expect(humanSize(bytes)).toBe(expected);
});

test('sizes with other digits and units', () => {
  expect(humanSize(1_984_230, 3)).toBe('1.98MB');
  expect(binarySize(344_064)).toBe('336KiB');
  expect(binarySize(25_275_572_224)).toBe('23.54GiB');
});

test.each([
  [0.5, 'Less than a second'],
  [1, '1 second'],
  [59, '59 seconds'],
  [60, 'About a minute'],
  [119, 'About a minute'],
  [120, '2 minutes'],
  [3599, '59 minutes'],
  [3600, 'About an hour'],
  [5400, '2 hours'],
  [47 * 3600, '47 hours'],
  [48 * 3600, '2 days'],
  [14 * 86_400, '2 weeks'],
  [60 * 86_400, '2 months'],
  [730 * 86_400, '2 years'],
])('%d s are %s', (seconds, expected) => {
  expect(humanDuration(seconds * 1000)).toBe(expected);
});

const port = (ip: string, publicPort: number, privatePort: number, type = 'tcp') => ({
  ip,
  publicPort,
  privatePort,
  type,
});

describe('ports', () => {
  test.each([
    [[], ''],
    [[port('', 0, 6379)], '6379/tcp'],
    [[port('0.0.0.0', 8080, 80), port('::', 8080, 80)], '0.0.0.0:8080->80/tcp, [::]:8080->80/tcp'],
    [[port('0.0.0.0', 80, 80), port('0.0.0.0', 81, 81)], '0.0.0.0:80-81->80-81/tcp'],
    [
      [port('', 0, 80), port('', 0, 81), port('', 0, 90), port('', 0, 80, 'udp')],
      '80-81/tcp, 90/tcp, 80/udp',
    ],
  ])('%j', (ports, expected) => {
    expect(formatPorts(ports)).toBe(expected);
  });
});
