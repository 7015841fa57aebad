import { createHash } from 'node:crypto';
import { type PublishedRule, selfTexts } from './elements.ts';

/** What the rules need to know of a network that has a bridge. */
export interface FirewallNetwork {
  bridge: string;
  /** No way out, and none in. */
  internal: boolean;
  /** Outgoing connections get the host's address. */
  masquerade: boolean;
}

/** Name of an engine's table, so that several engines live side by side. */
export function tableName(run: string): string {
  return `tutti-${createHash('sha256').update(run).digest('hex').slice(0, 8)}`;
}

function set(name: string, type: string, elements: string[]): string {
  const content = elements.length > 0 ? ` elements = { ${elements.join(', ')} }` : '';
  return `  set ${name} { type ${type};${content} }`;
}

function map(name: string, type: string, elements: string[]): string {
  const content = elements.length > 0 ? ` elements = { ${elements.join(', ')} }` : '';
  return `  map ${name} { type ${type};${content} }`;
}

/**
 * Addresses do not occur in rules: whatever changes with a network or a port is an element of a set.
 *
 * - guard: with `route_localnet` on a bridge its containers could reach the host's own loopback.
 * - forward: into a bridge come its own containers, answers, and connections to published ports; so networks are isolated.
 * - postrouting: masquerades what leaves; what comes back to the network it came from (through the host's address), since the answer
 *   would not pass here (with br_netfilter it would, and has no incoming interface; but a container has to believe that it talks to
 *   another when it calls itself); and what comes from the host's loopback.
 */
const CHAINS = `  chain guard {
    type filter hook prerouting priority raw; policy accept;
    iifname @bridges ip daddr 127.0.0.0/8 drop
  }
  chain publish {
    dnat ip to ip daddr . meta l4proto . th dport map @one4
    dnat ip6 to ip6 daddr . meta l4proto . th dport map @one6
    fib daddr type local meta nfproto ipv4 dnat ip to meta l4proto . th dport map @any4
    fib daddr type local meta nfproto ipv6 dnat ip6 to meta l4proto . th dport map @any6
  }
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    jump publish
  }
  chain output {
    type nat hook output priority -100; policy accept;
    ip6 daddr ::1 return
    jump publish
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname . oifname @same accept
    iifname @internal drop
    oifname @internal drop
    oifname @bridges ct state established,related accept
    oifname @bridges ct status dnat accept
    oifname @bridges drop
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname @bridges ip saddr 127.0.0.0/8 masquerade
    iifname . oifname @same ct status dnat masquerade
    ip saddr . ip daddr @self4 ct status dnat masquerade
    ip6 saddr . ip6 daddr @self6 ct status dnat masquerade
    iifname . oifname @same accept
    iifname @outgoing masquerade
  }
`;

/** The whole table, which replaces one that is there. */
export function rulesetText(table: string, networks: FirewallNetwork[], published: PublishedRule[]): string {
  const names = (which: FirewallNetwork[]): string[] => which.map(({ bridge }) => `"${bridge}"`);
  const rules = (name: PublishedRule['map']): string[] =>
    published.filter((rule) => rule.map === name).map(({ text }) => text);
  return `table inet ${table} {}
delete table inet ${table}
table inet ${table} {
${set('bridges', 'ifname', names(networks))}
${set(
  'same',
  'ifname . ifname',
  names(networks).map((name) => `${name} . ${name}`),
)}
${set('internal', 'ifname', names(networks.filter(({ internal }) => internal)))}
${set('outgoing', 'ifname', names(networks.filter(({ masquerade }) => masquerade)))}
${set('self4', 'ipv4_addr . ipv4_addr', selfTexts(published, 4))}
${set('self6', 'ipv6_addr . ipv6_addr', selfTexts(published, 6))}
${map('any4', 'inet_proto . inet_service : ipv4_addr . inet_service', rules('any4'))}
${map('any6', 'inet_proto . inet_service : ipv6_addr . inet_service', rules('any6'))}
${map('one4', 'ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service', rules('one4'))}
${map('one6', 'ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service', rules('one6'))}
${CHAINS}}
`;
}
