import type { Log } from '#config/log.ts';
import { Authority, type AuthorityOptions } from './authority.ts';
import type { Behaviour, Service } from './behaviour.ts';
import { controlHandler } from './control.ts';
import { Listener, type Handler } from './listener.ts';
import { goodBehaviours, serviceHandlers } from './services.ts';

export interface AuthorityProgramOptions extends AuthorityOptions {
  readonly address: string;
  /** Services with one number share a port; 0 is any free port, also shared. */
  readonly ports: Readonly<Record<Service, number>>;
  /** Where the services can be told to misbehave: a loopback address. Absent: nowhere. */
  readonly control?: { readonly address: string; readonly port: number };
  /** Seconds from thisUpdate to nextUpdate of OCSP responses; undefined: no nextUpdate. */
  readonly ocspNextUpdateSeconds: number | undefined;
}

export interface RunningAuthority {
  readonly authority: Authority;
  /** Addresses of the services: `ca` has paths below it, the others are asked as they are. */
  readonly urls: Readonly<Record<Service, string>> & { readonly control?: string };
  /** Makes a service behave so until it is told otherwise. */
  behave<S extends Service>(service: S, behaviour: Partial<Behaviour<S>>): void;
  /** Good behaviour, and every certificate good. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs an authority with its services over HTTP. It gives a certificate to whoever asks, so it belongs into sandboxes and
 * tests. Throws what `Authority.open` throws, and `port_not_available`.
 */
export async function startAuthority(options: AuthorityProgramOptions, log: Log): Promise<RunningAuthority> {
  const authority = await Authority.open(options);
  const behaviours = goodBehaviours();
  const handlers = serviceHandlers(authority, { nextUpdateSeconds: options.ocspNextUpdateSeconds }, behaviours);
  const listeners: Listener[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()));
    await authority.close();
  };
  try {
    const listen = async (place: { address: string; port: number }, served: ReadonlyMap<string, Handler>) => {
      const listener = await Listener.open(place, served, log);
      listeners.push(listener);
      return `http://${place.address.includes(':') ? `[${place.address}]` : place.address}:${listener.port}`;
    };
    const urls = await listenForServices(options, handlers, listen);
    const { control } = options;
    const controlUrl =
      control && `${await listen(control, new Map([['control', controlHandler(authority, behaviours)]]))}/control`;
    return {
      authority,
      urls: { ...urls, ...(controlUrl === undefined ? {} : { control: controlUrl }) },
      behave: (service, behaviour) => {
        Object.assign(behaviours, { [service]: { ...goodBehaviours()[service], ...behaviour } });
      },
      reset: async () => {
        Object.assign(behaviours, goodBehaviours());
        await authority.reinstateAll();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One listener for each port, with the services that share it. */
async function listenForServices(
  { address, ports }: AuthorityProgramOptions,
  handlers: ReadonlyMap<Service, Handler>,
  listen: (place: { address: string; port: number }, served: ReadonlyMap<string, Handler>) => Promise<string>,
): Promise<Record<Service, string>> {
  const bases = new Map<number, string>();
  for (const port of new Set(Object.values(ports))) {
    const served = new Map([...handlers].filter(([service]) => ports[service] === port));
    bases.set(port, await listen({ address, port }, served));
  }
  const urlOf = (service: Service): string => `${bases.get(ports[service]) ?? ''}/${service}`;
  return { ca: urlOf('ca'), ocsp: urlOf('ocsp'), tsa: urlOf('tsa') };
}
