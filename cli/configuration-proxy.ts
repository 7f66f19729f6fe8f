import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { Token } from '#certs/tokens/token.ts';
import { replaceFile } from '#config/atomic-file.ts';
import { clockOf } from '#config/clock-setting.ts';
import { createLog } from '#config/log.ts';
import { fileError } from '#config/named-file.ts';
import { ownFolder } from '#config/ownership.ts';
import { downloadUrl, proxyAnchor } from '#configuration-proxy/anchor.ts';
import {
  instanceOf,
  readConfigurationProxyFile,
  type ConfigurationProxyFile,
  type ProxiedInstance,
} from '#configuration-proxy/file.ts';
import { ProxyKeys } from '#configuration-proxy/keys.ts';
import { startConfigurationProxy } from '#configuration-proxy/program.ts';
import { readAnchorFile } from '#distribution/configuration-client/anchor-file.ts';
import { anchorFingerprint } from '#protocol/configuration/anchor.ts';
import { drumError } from '#protocol/errors.ts';
import { formatDateTime } from '#protocol/configuration/simple-types.ts';
import { printed } from './check-lines.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { openLoggedInToken } from './open-token.ts';
import { runProgram } from './run-program.ts';

/** Anchors are given to everyone. */
const ANCHOR_MODE = 0o644;

/** `drum configuration-proxy --config FILE.yaml` runs until it is told to stop; its commands change keys meanwhile. */
export function configurationProxyCommand(io: Io): Command {
  const command = new DrumCommand('configuration-proxy')
    .description('Run a configuration proxy: it passes on global configuration under its own signature')
    .enablePositionalOptions()
    .needs('--config <file>', 'its configuration (YAML)')
    .action(async ({ config }: { config: string }) => {
      await runProgram(io, () => start(config));
    });
  for (const each of [createInstance, viewConfiguration, addSigningKey, activateSigningKey, deleteSigningKey])
    command.addCommand(each(io));
  return command.addCommand(generateAnchor(io));
}

async function start(config: string) {
  const file = await readConfigurationProxyFile(config);
  const ownership = ownFolder(file.data);
  try {
    const log = createLog('configuration-proxy');
    const proxy = await startConfigurationProxy(file, () => openToken(file), clockOf(file), log);
    return {
      ready: { port: proxy.port, addresses: file.instances.map(({ name }) => downloadUrl(file, name)) },
      stop: async () => {
        await proxy.stop();
        ownership.release();
      },
    };
  } catch (error) {
    ownership.release();
    throw error;
  }
}

const openToken = (file: ConfigurationProxyFile): Promise<Token> =>
  openLoggedInToken(join(file.data, 'keys', 'token'), file.pin);

interface Options {
  readonly config: string;
  readonly instance: string;
}

interface Work {
  readonly file: ConfigurationProxyFile;
  readonly instance: ProxiedInstance;
  readonly keys: ProxyKeys;
}

const commandFor = (name: string, description: string): DrumCommand =>
  new DrumCommand(name)
    .description(description)
    .needs('--config <file>', 'configuration of the proxy (YAML)')
    .needs('--instance <name>', 'instance, as that file names it');

async function working<T>({ config, instance: name }: Options, work: (work: Work) => Promise<T>): Promise<T> {
  const file = await readConfigurationProxyFile(config);
  const instance = instanceOf(file, name);
  return ProxyKeys.with(file.data, (keys) => work({ file, instance, keys }));
}

async function withToken<T>(file: ConfigurationProxyFile, work: (token: Token) => Promise<T>): Promise<T> {
  const token = await openToken(file);
  try {
    return await work(token);
  } finally {
    await token.close();
  }
}

const keyType = (): Option => new Option('--algorithm <name>', 'kind of the key').choices(['RSA', 'EC']).default('RSA');

type KeyOptions = Options & { readonly algorithm: 'RSA' | 'EC' };

const makeKey = ({ file, instance, keys }: Work, { algorithm }: KeyOptions) =>
  withToken(file, (token) => keys.add(token, instance.name, algorithm, clockOf(file)));

function createInstance(io: Io): Command {
  return commandFor('create-instance', 'Make the first signing key of an instance, which signs at once')
    .addOption(keyType())
    .action(async (options: KeyOptions) => {
      await working(options, async (work) => {
        if (work.keys.of(options.instance).length > 0)
          throw drumError('bad_request', `Instance ${options.instance} has a signing key already: see view-conf`);
        const { tokenKeyId } = await makeKey(work, options);
        io.out(printed([`Instance ${options.instance} signs with key ${tokenKeyId}`]));
      });
    });
}

function addSigningKey(io: Io): Command {
  return commandFor(
    'add-signing-key',
    'Make a further signing key: it is published now, and signs when it is activated',
  )
    .addOption(keyType())
    .action(async (options: KeyOptions) => {
      const { tokenKeyId } = await working(options, (work) => makeKey(work, options));
      io.out(printed([`Key ${tokenKeyId} is published from now on`]));
    });
}

function activateSigningKey(io: Io): Command {
  return commandFor('activate-signing-key', 'Sign with another key from the next publication on')
    .needs('--key <id>', 'key, as view-conf shows it')
    .option('--now', 'also when not all clients can know it yet; those that do not will need the new anchor', false)
    .action(async (options: Options & { readonly key: string; readonly now: boolean }) => {
      await working(options, ({ file, keys, instance }) => {
        // Whoever has configuration that is valid then has downloaded it after the key was published.
        const knownAfter = instance.validitySeconds + file.parameters['configuration-proxy.update-interval'];
        return keys.activate(instance.name, options.key, clockOf(file).now(), options.now ? 0 : knownAfter);
      });
      io.out(printed([`Instance ${options.instance} signs with key ${options.key} from its next publication on`]));
    });
}

function deleteSigningKey(io: Io): Command {
  return commandFor('del-signing-key', 'Delete a signing key that is not in use')
    .needs('--key <id>', 'key, as view-conf shows it')
    .action(async (options: Options & { readonly key: string }) => {
      await working(options, ({ file, keys, instance }) =>
        withToken(file, (token) => keys.remove(token, instance.name, options.key)),
      );
      io.out(printed([`Key ${options.key} is deleted`]));
    });
}

function generateAnchor(io: Io): Command {
  return commandFor('generate-anchor', 'Write the anchor that clients of this proxy are set up with')
    .needs('--into <file>', 'file to write')
    .action(async (options: Options & { readonly into: string }) => {
      await working(options, async ({ file, instance, keys }) => {
        const anchor = await proxyAnchor(file, instance, keys.of(instance.name), clockOf(file));
        await replaceFile(options.into, anchor, ANCHOR_MODE).catch((error: unknown) => {
          throw fileError(error, `The file ${options.into}`, 'written').at('--into');
        });
        io.out(printed([`Anchor written to ${options.into}; its SHA-224 is ${anchorFingerprint(anchor)}`]));
      });
    });
}

function viewConfiguration(io: Io): Command {
  return commandFor('view-conf', 'Show an instance: its source, its address and its keys').action(
    async (options: Options) => {
      await working(options, async ({ file, instance, keys }) => {
        const { anchor, fingerprint } = await readAnchorFile(instance.anchor);
        const generated = anchor.generatedAt === undefined ? 'unknown' : formatDateTime(anchor.generatedAt);
        io.out(
          printed([
            `Instance ${instance.name}: configuration of ${anchor.instance}, valid for ${instance.validitySeconds} s`,
            `Anchor ${instance.anchor}: generated ${generated}, SHA-224 ${fingerprint}`,
            `Address ${downloadUrl(file, instance.name)}`,
            ...keys
              .of(instance.name)
              .map(({ tokenKeyId, createdAt, active }) =>
                [`Key ${tokenKeyId}, made ${formatDateTime(createdAt)}`, ...(active ? ['signs'] : [])].join(', '),
              ),
          ]),
        );
      });
    },
  );
}
