import type { ServerHandlers, ServerParts } from './parts.ts';

/** What the central server changes of the server when it is asked to: its address, and maintenance mode. */
export function serverChanges({ requested }: Pick<ServerParts, 'requested'>): ServerHandlers {
  return {
    getServerAddress: {
      run: () => {
        const { current, requested: wanted } = requested.address();
        return {
          body: {
            ...(current === undefined ? {} : { current_address: { address: current } }),
            ...(wanted === undefined ? {} : { requested_change: { address: wanted } }),
          },
        };
      },
    },
    addressChange: {
      event: 'Edit security server address',
      before: ({ body }) => requested.changeAddress((body as { readonly address: string }).address),
      run: ({ body }, _change, number) => ({
        audit: { after: { ...(body as { readonly address: string }), management_request_id: number } },
      }),
    },
    maintenanceMode: {
      run: () => ({
        body: {
          ...requested.maintenance(),
          is_management_services_provider: requested.isManagementServicesProvider,
        },
      }),
    },
    enableMaintenanceMode: {
      event: 'Enable maintenance mode of the security server',
      before: ({ body }) => requested.enableMaintenance(messageOf(body)),
      run: ({ body }, _change, number) => ({
        audit: { after: { message: messageOf(body), management_request_id: number } },
      }),
    },
    disableMaintenanceMode: {
      event: 'Disable maintenance mode of the security server',
      before: () => requested.disableMaintenance(),
      run: (_call, _change, number) => ({ audit: { after: { management_request_id: number } } }),
    },
  };
}

const messageOf = (body: unknown): string | undefined => (body as { readonly message?: string }).message;
