import type { Kysely, Transaction } from 'kysely';
import { requirePin } from '#certs/tokens/pin-policy.ts';
import { asDrumError, drumError } from '#protocol/errors.ts';
import { saveNode } from './catalogue/nodes.ts';
import type { CatalogueTables } from './catalogue/schema.ts';
import { CONFIGURATION_SOURCES } from './catalogue/signing-keys.ts';
import type { CentralServerFile } from './file.ts';
import { keepInstance, type Identity } from './identity.ts';
import { requireCode } from '#administration/input.ts';
import type { Anchors } from './publication/anchors.ts';
import type { SigningKeys } from './signing/key-changes.ts';
import type { Tokens } from './signing/tokens.ts';

const ADDRESS_CHARACTERS_MAX = 255;
/** A DNS name or an IP address (IPv6 in brackets), with a port or without. */
const ADDRESS = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$/i;
const PORT_MAX = 65_535;

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

export interface InitializationStatus {
  readonly instance: string | undefined;
  readonly address: string | undefined;
  readonly isTokenInitialised: boolean;
}

interface InitializationOptions {
  readonly file: Pick<CentralServerFile, 'instance' | 'publicAddress' | 'node' | 'parameters'>;
  readonly identity: Identity;
  readonly tokens: Tokens;
  readonly keys: SigningKeys;
  readonly anchors: Anchors;
}

/** The first set-up of a central server, and the change of its address. What its file declares stays as it is. */
export class Initialization {
  private readonly options: InitializationOptions;

  constructor(options: InitializationOptions) {
    this.options = options;
  }

  async status(catalogue: Kysely<CatalogueTables>): Promise<InitializationStatus> {
    const { identity, tokens } = this.options;
    return {
      instance: await identity.instance(catalogue),
      address: await identity.address(catalogue),
      isTokenInitialised: tokens.software.initialised,
    };
  }

  /**
   * Sets what is not set yet; what is, must be the same where it is named again. The token comes last: what is in the database goes
   * back where it fails. Throws `init_already_initialized`, `declared_in_file`, `init_invalid_params`, `validation_failure`,
   * `token_weak_pin`, `token_invalid_characters`, `init_software_token_failed`.
   */
  async initialise(
    change: Transaction<CatalogueTables>,
    wanted: { readonly instance: string; readonly address: string; readonly pin: string },
  ): Promise<void> {
    const { file } = this.options;
    const status = await this.status(change);
    if (status.instance !== undefined && status.address !== undefined && status.isTokenInitialised) {
      throw drumError(
        'init_already_initialized',
        `The central server of instance ${status.instance} is set up already`,
      );
    }
    requireSame('instance_identifier', wanted.instance, status.instance, file.instance !== undefined);
    requireSame('central_server_address', wanted.address, status.address, file.publicAddress !== undefined);
    if (!status.isTokenInitialised) requireStrongPin(wanted.pin, file.parameters['signer.enforce-token-pin-policy']);
    if (status.instance === undefined) {
      requireCode(wanted.instance, 'instance_identifier');
      await keepInstance(change, wanted.instance);
    }
    if (status.address === undefined) await this.saveAddress(change, wanted.address);
    if (!status.isTokenInitialised) await this.initialiseToken(wanted.pin);
  }

  /** Throws `declared_in_file`, `validation_failure`. */
  async moveTo(change: Transaction<CatalogueTables>, address: string): Promise<void> {
    const { file, identity, keys, anchors } = this.options;
    if (file.publicAddress !== undefined) {
      requireSame('central_server_address', address, file.publicAddress, true);
      return;
    }
    await this.saveAddress(change, address);
    if ((await identity.instance(change)) === undefined) return;
    for (const source of CONFIGURATION_SOURCES) {
      if (await keys.has(change, source)) await anchors.make(change, source);
    }
  }

  private async saveAddress(change: Transaction<CatalogueTables>, address: string): Promise<void> {
    requireAddress(address);
    await saveNode(change, { name: this.options.file.node.name, address });
  }

  private async initialiseToken(pin: string): Promise<void> {
    const { software } = this.options.tokens;
    try {
      await software.initialise(pin);
      await software.login(pin);
    } catch (error) {
      throw drumError('init_software_token_failed', asDrumError(error).message, error);
    }
  }
}

function requireSame(field: string, wanted: string, known: string | undefined, isDeclared: boolean): void {
  if (known === undefined || wanted === known) return;
  if (isDeclared) throw drumError('declared_in_file', `${field}: the configuration file declares ${known}`);
  throw drumError('init_invalid_params', `${field}: it is ${known} already`);
}

function requireAddress(address: string): void {
  const port = Number(/:(\d+)$/.exec(address.replace(/^\[.*\]/, ''))?.[1] ?? 1);
  if (address.length <= ADDRESS_CHARACTERS_MAX && ADDRESS.test(address) && port > 0 && port <= PORT_MAX) return;
  throw drumError(
    'validation_failure',
    'central_server_address: must be a DNS name or an IP address (IPv6 in brackets), with a port or without',
  );
}

function requireStrongPin(pin: string, enforcePolicy: boolean): void {
  if (enforcePolicy && !PRINTABLE_ASCII.test(pin)) {
    throw drumError('token_invalid_characters', 'A PIN must consist of printable ASCII characters');
  }
  try {
    requirePin(pin, enforcePolicy);
  } catch (error) {
    throw drumError('token_weak_pin', asDrumError(error).detail);
  }
}
