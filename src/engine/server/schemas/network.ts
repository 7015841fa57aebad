import * as z from 'zod/mini';
import type { EndpointSettings, Ipam, NetworkCreateRequest } from '../../../engine-api/index.ts';
import { fields } from './body.ts';
import { number, strings, text, textMap, truth } from './values.ts';

export const endpointSettings: z.ZodMiniType<EndpointSettings> = fields({
  IPAMConfig: fields({ IPv4Address: text, IPv6Address: text, LinkLocalIPs: strings }),
  Links: strings,
  Aliases: strings,
  DriverOpts: textMap,
  GwPriority: number,
  MacAddress: text,
  NetworkID: text,
});

const ipam: z.ZodMiniType<Ipam> = fields({
  Driver: text,
  Options: textMap,
  Config: z.array(fields({ Subnet: text, IPRange: text, Gateway: text, AuxiliaryAddresses: textMap })),
});

export const networkCreate: z.ZodMiniType<NetworkCreateRequest> = z.object({
  Name: text,
  ...fields({
    CheckDuplicate: truth,
    Driver: text,
    Scope: text,
    EnableIPv4: truth,
    EnableIPv6: truth,
    IPAM: ipam,
    Internal: truth,
    Attachable: truth,
    Ingress: truth,
    ConfigOnly: truth,
    ConfigFrom: z.object({ Network: text }),
    Options: textMap,
    Labels: textMap,
  }).shape,
});

export const networkConnect: z.ZodMiniType<{ Container: string; EndpointConfig?: EndpointSettings }> =
  z.object({ Container: text, EndpointConfig: z.exactOptional(endpointSettings) });

export const networkDisconnect: z.ZodMiniType<{ Container: string; Force?: boolean }> = z.object({
  Container: text,
  Force: z.exactOptional(truth),
});
