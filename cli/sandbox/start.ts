import { drumError } from '#protocol/errors.ts';
import type { Ecosystem } from './ecosystem.ts';
import type { ReadyLine } from './processes.ts';
import { Sandbox } from './run.ts';

export interface Country {
  readonly ecosystem: Ecosystem;
  /** Its folder. */
  readonly root: string;
}

export interface StartOptions {
  readonly fresh: boolean;
  /** Tells what is being done. */
  readonly progress: (text: string) => void;
  readonly onDeath: (name: string) => void;
}

/**
 * Starts countries, of which each one trusts the others: authority, central server, register and security servers, each a
 * process of its own.
 */
export async function startCountries(
  countries: readonly Country[],
  { progress, ...options }: StartOptions,
): Promise<RunningCountries> {
  const sandboxes = new RunningCountries();
  try {
    const instances = countries.map(({ ecosystem }) => ecosystem.instance);
    for (const { ecosystem, root } of countries) {
      const federated = instances.filter((instance) => instance !== ecosystem.instance);
      const onDeath = (name: string): void => {
        options.onDeath(federated.length === 0 ? name : `${name} of ${ecosystem.instance}`);
      };
      sandboxes.list.push(await Sandbox.prepare(ecosystem, { fresh: options.fresh, onDeath, root, federated }));
    }
    const { list } = sandboxes;
    const hasRegister = countries.some(({ ecosystem }) => ecosystem.register !== undefined);
    progress(`Authority (certificates, OCSP, time-stamps)${hasRegister ? ' and civil registration register' : ''}`);
    await Promise.all(list.flatMap((sandbox) => [sandbox.startAuthority(), sandbox.startRegister()]));
    progress('Keys and certificates of the security servers');
    for (const sandbox of list) await sandbox.provision();
    progress('Central server: signs and publishes global configuration');
    await startCentralServers(list);
    for (const { ecosystem } of list) {
      const servers = ecosystem.securityServers.map(({ name }) => name).join(', ');
      progress(`Security servers${list.length > 1 ? ` of ${ecosystem.instance}` : ''}: ${servers}`);
    }
    await Promise.all(list.map(startSecurityServers));
    return sandboxes;
  } catch (error) {
    await sandboxes.stop();
    throw error;
  }
}

/** What runs, or has begun to. */
export class RunningCountries {
  readonly list: Sandbox[] = [];

  async stop(): Promise<void> {
    await Promise.all(this.list.map((sandbox) => sandbox.stop()));
  }
}

/** Anchors are there when a central server has run; who gets one for the first time follows it from its next start on. */
async function startCentralServers(list: readonly Sandbox[]): Promise<void> {
  await Promise.all(list.map((sandbox) => sandbox.startCentralServer()));
  for (const sandbox of list) {
    const others = list.filter((other) => other !== sandbox);
    const isNew = await Promise.all(others.map((other) => sandbox.trust(other)));
    if (!isNew.includes(true)) continue;
    await sandbox.processes.end('central-server');
    await sandbox.startCentralServer();
  }
}

async function startSecurityServers(sandbox: Sandbox): Promise<void> {
  await Promise.all(
    sandbox.ecosystem.securityServers.map(async ({ name }) => {
      const ready = await sandbox.startSecurityServer(name);
      if (ready.health === 'ok') return;
      throw drumError('start_failed', `Security server ${name} is not ready: ${missingIn(ready)}`);
    }),
  );
}

/** The steps that a server says are missing, in words. */
function missingIn({ missing }: ReadyLine): string {
  const steps = missing as readonly { readonly name: string; readonly detail: string }[];
  return steps.map(({ name, detail }) => `${name}: ${detail}`).join('; ');
}
