import { EngineError } from '../../shared/index.ts';

/** A network's driver options, under the names that Docker's bridge, macvlan and ipvlan drivers give them. */
export interface DriverOptions {
  bridgeName: string | undefined;
  masquerade: boolean;
  /** Whether containers of the network may talk to each other. */
  interContainer: boolean;
  /** Address that published ports get when none is given. */
  hostBinding: string | undefined;
  mtu: number;
  interfacePrefix: string;
  parent: string | undefined;
  mode: string | undefined;
}

const DEFAULT_MTU = 1500;
const BRIDGE = 'com.docker.network.bridge';

function readBoolean(options: Record<string, string>, name: string, byDefault: boolean): boolean {
  const value = options[name];
  if (value === undefined) return byDefault;
  if (/^(1|t|true)$/i.test(value)) return true;
  if (/^(0|f|false)$/i.test(value)) return false;
  throw new EngineError('invalid', `failed to parse ${name} value: ${value}`);
}

function readMtu(options: Record<string, string>): number {
  const name = 'com.docker.network.driver.mtu';
  const value = options[name];
  if (value === undefined) return DEFAULT_MTU;
  const mtu = Number(value);
  if (!/^\d+$/.test(value) || mtu > 65535)
    throw new EngineError('invalid', `failed to parse ${name} value: ${value}`);
  return mtu === 0 ? DEFAULT_MTU : Math.max(mtu, 68);
}

/** Reads the options; unknown ones are ignored, as Docker's drivers do. Throws `invalid` for a value that has the wrong type. */
export function readDriverOptions(options: Record<string, string>): DriverOptions {
  const bridgeName = options[`${BRIDGE}.name`] || undefined;
  if (bridgeName !== undefined && (Buffer.byteLength(bridgeName) > 15 || /[/\s]|^\.{1,2}$/.test(bridgeName)))
    throw new EngineError('invalid', `invalid name for bridge interface: "${bridgeName}"`);
  return {
    bridgeName,
    masquerade: readBoolean(options, `${BRIDGE}.enable_ip_masquerade`, true),
    interContainer: readBoolean(options, `${BRIDGE}.enable_icc`, true),
    hostBinding: options[`${BRIDGE}.host_binding_ipv4`] || undefined,
    mtu: readMtu(options),
    interfacePrefix: options['com.docker.network.container_iface_prefix'] || 'eth',
    parent: options.parent || undefined,
    mode: options.macvlan_mode ?? options.ipvlan_mode,
  };
}
