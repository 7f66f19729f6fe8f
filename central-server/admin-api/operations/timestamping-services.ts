import type { CostType } from '#protocol/configuration/parameters.ts';
import {
  addTimestampingService,
  deleteTimestampingService,
  getTimestampingService,
  listTimestampingServices,
  updateTimestampingService,
  type TimestampingService,
} from '../../trust/timestamping-services.ts';
import { fileOf, numberOf, requiredFile } from '#administration/http/shapes.ts';
import type { CatalogueHandlers } from './shapes.ts';

const serviceShape = ({ number, url, name, costType, certificate, intervalSeconds }: TimestampingService) => ({
  ...{ id: number, url, name, cost_type: costType, certificate },
  timestamping_interval: intervalSeconds,
});

interface ServiceBody {
  readonly url: string;
  readonly cost_type: CostType;
}

/** `changed`: after each change of what is published. */
export const timestampingServices = (changed: () => void): CatalogueHandlers => ({
  getTimestampingServices: {
    run: async (_call, catalogue) => ({ body: (await listTimestampingServices(catalogue)).map(serviceShape) }),
  },
  getTimestampingService: {
    run: async ({ path }, catalogue) => ({
      body: serviceShape(await getTimestampingService(catalogue, numberOf(path.timestamping_service_id))),
    }),
  },
  addTimestampingService: {
    event: 'Add timestamping service',
    run: async (call, change) => {
      const { url, cost_type: costType } = call.body as ServiceBody;
      const certificate = requiredFile(call, 'certificate');
      const audit = await addTimestampingService(change, { url, costType, certificate });
      return { body: serviceShape(audit.after), audit };
    },
    afterwards: changed,
  },
  updateTimestampingService: {
    event: 'Edit timestamping service',
    run: async (call, change) => {
      const { url, cost_type: costType } = call.body as ServiceBody;
      const wanted = { url, costType, certificate: fileOf(call, 'certificate') };
      const number = numberOf(call.path.timestamping_service_id);
      const audit = await updateTimestampingService(change, { number, ...wanted });
      return { body: serviceShape(audit.after), audit };
    },
    afterwards: changed,
  },
  deleteTimestampingService: {
    event: 'Delete timestamping service',
    run: async ({ path }, change) => ({
      audit: await deleteTimestampingService(change, numberOf(path.timestamping_service_id)),
    }),
    afterwards: changed,
  },
});
