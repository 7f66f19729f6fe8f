import type { CatalogueRepository } from '#central-server/catalogue/repository.ts';
import { systemClock } from '#config/clock.ts';
import { keepAnswer, serviceIdOf, type ListedService } from '#central-server/service-catalogue/keeping.ts';

const DAY_MS = 86_400_000;
const DAYS = 28;

const PERSON: ListedService = {
  ...{ serviceCode: 'person', type: 'OPENAPI', operations: [] },
  description: {
    digest: 'person',
    content: {
      ...{ title: 'Население', text: 'Лични данни, валидност на идентификатор и постоянен адрес.' },
      ...{ contact: 'ГРАО, nbd@grao.example.bg', sample: '{\n  "identifier": "…",\n  "identifierType": "EGN"\n}' },
      operations: [
        { name: 'POST /person-data', summary: 'Лични данни' },
        { name: 'POST /permanent-address', summary: 'Постоянен адрес' },
      ],
    },
  },
};
const SOAP: ListedService = { serviceCode: 'getPerson', serviceVersion: 'v1', type: 'SOAP', operations: [] };

/** Has a subsystem answer for four weeks, as one does that is away at times; resolves to the id of its service. */
export async function catalogued(repository: CatalogueRepository): Promise<string> {
  const { client_key: key } = await repository.reader
    .selectFrom('server_client')
    .innerJoin('subsystem', 'subsystem.key', 'server_client.client_key')
    .select('client_key')
    .where('subsystem_code', '=', 'grao-nbd')
    .executeTakeFirstOrThrow();
  const now = systemClock.now().getTime();
  await repository.reader.transaction().execute(async (change) => {
    for (let day = DAYS; day >= 0; day -= 1) {
      const isAway = day % 9 === 4;
      const answer = isAway ? { problem: 'server.clientproxy.network_error' } : { services: [PERSON, SOAP] };
      await keepAnswer(change, { key, name: '' }, answer, new Date(now - day * DAY_MS));
    }
  });
  return serviceIdOf(key, PERSON);
}
