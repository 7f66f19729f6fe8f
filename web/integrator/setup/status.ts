import type { Schemas } from '../../api/definitions/all.d.ts';

export const isInitialised = (status: Schemas['InitializationStatus']): boolean =>
  status.instance_identifier !== '' &&
  status.central_server_address !== '' &&
  status.software_token_init_status === 'INITIALIZED';
