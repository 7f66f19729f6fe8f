import type { GlobalConfiguration } from '#protocol/configuration/global-configuration.ts';
import type { RegisteredServer } from '#protocol/configuration/instance-index.ts';
import { drumError } from '#protocol/errors.ts';
import type { ServerId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import type { SendFromWithin } from './send-from-within.ts';

type MaintenanceStatus =
  | 'PENDING_ENABLE_MAINTENANCE_MODE'
  | 'ENABLED_MAINTENANCE_MODE'
  | 'PENDING_DISABLE_MAINTENANCE_MODE'
  | 'DISABLED_MAINTENANCE_MODE';

export interface MaintenanceMode {
  readonly status: MaintenanceStatus;
  /** What callers are told meanwhile. */
  readonly message?: string;
}

interface Options {
  readonly serverId: ServerId;
  /** The newest there is, expired or not. */
  readonly configuration: () => Pick<GlobalConfiguration, 'server' | 'serversOf' | 'private'> | undefined;
  readonly send: SendFromWithin;
}

/**
 * What the server asks to be changed of itself, and waits for until global configuration shows it. In memory alone, as in X-Road:
 * what was refused at the central server is never shown, and ends with the process.
 */
export class RequestedChanges {
  private readonly options: Options;
  private requestedAddress: string | undefined;
  private requestedMode: MaintenanceMode | undefined;

  constructor(options: Options) {
    this.options = options;
  }

  /** Ends the waiting for what global configuration shows now. */
  follow(): void {
    const { registered } = this;
    if (registered === undefined) return;
    if (registered.address === this.requestedAddress) this.requestedAddress = undefined;
    const wanted = this.requestedMode?.status === 'PENDING_ENABLE_MAINTENANCE_MODE';
    if ((registered.maintenance !== undefined) === wanted) this.requestedMode = undefined;
  }

  /** Where other servers find this one, and where they shall. */
  address(): { readonly current?: string; readonly requested?: string } {
    const current = this.registered?.address;
    return {
      ...(current === undefined ? {} : { current }),
      ...(this.requestedAddress === undefined ? {} : { requested: this.requestedAddress }),
    };
  }

  maintenance(): MaintenanceMode {
    if (this.requestedMode !== undefined) return this.requestedMode;
    const maintenance = this.registered?.maintenance;
    return maintenance === undefined
      ? { status: 'DISABLED_MAINTENANCE_MODE' }
      : { status: 'ENABLED_MAINTENANCE_MODE', ...maintenance };
  }

  get isManagementServicesProvider(): boolean {
    const { serverId, configuration } = this.options;
    const known = configuration();
    const provider = known?.private?.managementService.providerId;
    return (
      provider !== undefined && known?.serversOf(provider).some(({ id }) => keyOf(id) === keyOf(serverId)) === true
    );
  }

  /**
   * Answers with the number of the request, as the others. Throws `address_change_request_already_submitted`,
   * `same_address_change_request`, and what sending throws.
   */
  async changeAddress(address: string): Promise<number> {
    const { current, requested } = this.address();
    if (requested !== undefined) {
      throw drumError('address_change_request_already_submitted', `The change to ${requested} is not in effect yet`);
    }
    if (current === address) throw drumError('same_address_change_request', 'address: is the one that the server has');
    const number = await this.options.send({ kind: 'addressChange', server: this.options.serverId, address });
    this.requestedAddress = address;
    return number;
  }

  /**
   * Throws `forbidden_enable_maintenance_mode_for_management_service`, `maintenance_mode_change_request_already_submitted`,
   * `already_enabled_maintenance_mode`, and what sending throws.
   */
  async enableMaintenance(message: string | undefined): Promise<number> {
    if (this.isManagementServicesProvider) {
      throw drumError(
        'forbidden_enable_maintenance_mode_for_management_service',
        'The server provides the management services',
      );
    }
    if (this.settledMode() === 'ENABLED_MAINTENANCE_MODE') {
      throw drumError('already_enabled_maintenance_mode', 'The server is in maintenance mode');
    }
    const text = message === undefined || message === '' ? {} : { message };
    const { serverId: server, send } = this.options;
    const number = await send({ kind: 'maintenanceModeEnable', server, ...text });
    this.requestedMode = { status: 'PENDING_ENABLE_MAINTENANCE_MODE', ...text };
    return number;
  }

  /** Throws `maintenance_mode_change_request_already_submitted`, `already_disabled_maintenance_mode`, and what sending throws. */
  async disableMaintenance(): Promise<number> {
    if (this.settledMode() === 'DISABLED_MAINTENANCE_MODE') {
      throw drumError('already_disabled_maintenance_mode', 'The server is not in maintenance mode');
    }
    const number = await this.options.send({ kind: 'maintenanceModeDisable', server: this.options.serverId });
    this.requestedMode = { status: 'PENDING_DISABLE_MAINTENANCE_MODE' };
    return number;
  }

  private get registered(): RegisteredServer | undefined {
    return this.options.configuration()?.server(this.options.serverId);
  }

  private settledMode(): MaintenanceStatus {
    if (this.requestedMode !== undefined) {
      throw drumError(
        'maintenance_mode_change_request_already_submitted',
        'The change that was asked for is not in effect yet',
      );
    }
    return this.maintenance().status;
  }
}
