import { expect } from 'chai';
import { keyOf } from '#protocol/identifiers/text.ts';
import {
  addDescription,
  deleteDescription,
  disableDescription,
  enableDescription,
} from '#security-server/server-configuration/description-changes.ts';
import { replaceRest, replaceWsdl } from '#security-server/server-configuration/description-refresh.ts';
import {
  descriptionsOf,
  getDescription,
  type Description,
} from '#security-server/server-configuration/descriptions.ts';
import { addEndpoint, changeEndpoint } from '#security-server/server-configuration/endpoints.ts';
import type { Service, ServerConfiguration } from '#security-server/server-configuration/model.ts';
import { addRights, addServiceRights, rightsOf } from '#security-server/server-configuration/rights.ts';
import { ServerConfigurationRepository } from '#security-server/server-configuration/repository.ts';
import { SERVER_CONFIGURATION_MIGRATIONS } from '#security-server/server-configuration/schema.ts';
import { changeService } from '#security-server/server-configuration/service-changes.ts';
import { openDatabase } from '#storage/database.ts';
import { migrate } from '#storage/migration.ts';
import { describeOnBothEngines } from '../../storage/engines.ts';
import { DECLARED, DECLARED_AT, NOW, openedRepository, OTHER, REGISTER, TOWN } from './opened.ts';

const WSDL = {
  type: 'WSDL',
  ...{ client: REGISTER, url: 'http://provider/wsdl', endpoints: [], timeoutSeconds: 60 },
  services: [
    { serviceCode: 'tax', serviceVersion: 'v1', title: 'Taxes', url: 'http://provider/soap' },
    { serviceCode: 'debt', serviceVersion: 'v1', url: 'https://provider/soap' },
  ],
} as const;
const OPENAPI = {
  type: 'OPENAPI3',
  ...{ client: REGISTER, url: 'http://provider/openapi', timeoutSeconds: 60 },
  services: [{ serviceCode: 'people', url: 'https://provider/v1' }],
  endpoints: [
    { method: 'GET', path: '/people' },
    { method: 'POST', path: '/people' },
  ],
} as const;

describeOnBothEngines('service descriptions', (engine) => {
  let repository: ServerConfigurationRepository;
  beforeEach(async () => {
    repository = await openedRepository(await engine.fresh());
  });
  afterEach(() => repository.close());

  const add = async (wanted: Parameters<typeof addDescription>[1]): Promise<Description> =>
    (await repository.change((change) => addDescription(change, wanted, NOW))).after;
  /** As exchanges see them. */
  const services = async (): Promise<Map<string, Service>> => {
    const [client] = (await repository.load()).clients;
    return new Map(client?.services.map((each) => [`${each.serviceCode}.${each.serviceVersion ?? ''}`, each]));
  };
  const numbers = (descriptions: readonly Description[]) => descriptions.map(({ number }) => number);

  it('are there for what a file declares, one for each WSDL, with the same numbers whatever the file says later', async () => {
    const before = await descriptionsOf(repository.reader, REGISTER);
    expect(before.map(({ key, services: { length }, isDeclared }) => [key, length, isDeclared])).to.deep.equal([
      ['person', 1, true],
      ['http://127.0.0.1/', 2, true],
    ]);
    expect(before[0]?.refreshedAt).to.deep.equal(DECLARED_AT);
    const [client] = DECLARED.clients;
    if (client === undefined) throw new Error('no client');
    const added: Service = { ...OFF, serviceCode: 'new' };
    const more: ServerConfiguration = { ...DECLARED, clients: [{ ...client, services: [added, ...client.services] }] };
    await repository.applyDeclared(more, NOW);
    const after = await descriptionsOf(repository.reader, REGISTER);
    expect(after[0]).to.deep.include({ key: 'new', isDisabled: true, notice: 'Closed' });
    expect(numbers(after.slice(1))).to.deep.equal(numbers(before));
    // Endpoints that only a right names are endpoints, too.
    expect(after[0]?.services[0]?.endpoints.map(({ path }) => path)).to.deep.equal(['**', '/a']);
    await repository.applyDeclared(DECLARED, NOW);
    expect(numbers(await descriptionsOf(repository.reader, REGISTER))).to.deep.equal(numbers(before));
    await repository.applyDeclared(more, NOW);
    const again = (await descriptionsOf(repository.reader, REGISTER))[0];
    expect(again?.number).not.to.equal(after[0]?.number);
  });

  it('switch their services off and on, and go with all that they have', async () => {
    const { number } = await add(WSDL);
    expect((await services()).get('tax.v1')).to.include({ disabledNotice: 'Out of order', verifyTls: false });
    expect((await services()).get('debt.v1')).to.include({ verifyTls: true, descriptionUrl: WSDL.url });
    await repository.change((change) => enableDescription(change, number));
    expect((await services()).get('tax.v1')?.disabledNotice).to.equal(undefined);
    await repository.change((change) => disableDescription(change, number, undefined));
    expect((await services()).get('tax.v1')?.disabledNotice).to.equal('');
    await repository.change((change) =>
      addServiceRights(change, { client: REGISTER, serviceCodes: ['tax'], subjects: [TOWN] }, NOW),
    );
    await repository.change((change) => deleteDescription(change, number));
    expect([...(await services()).keys()]).to.deep.equal(['person.', 'birth.v1', 'birth.v2']);
    // Nothing of them is left to hold for what comes later.
    await add(WSDL);
    expect((await services()).get('tax.v1')?.rights).to.deep.equal([]);
  });

  it('keep settings and rights of the services that a WSDL still has', async () => {
    const before = await add(WSDL);
    const subjects = [OTHER];
    await repository.change(async (change) => {
      await addServiceRights(change, { client: REGISTER, serviceCodes: ['tax', 'debt'], subjects }, NOW);
      await changeService(change, REGISTER, 'tax.v1', {
        ...{ url: 'http://elsewhere/', timeoutSeconds: 3, verifyTls: false },
        ...{ isUrlForAll: false, isTimeoutForAll: false, isVerifyTlsForAll: false },
      });
    });
    const wanted = {
      ...{ url: 'http://provider/wsdl2', timeoutSeconds: 60 },
      services: [
        { serviceCode: 'tax', serviceVersion: 'v1', title: 'All taxes', url: 'http://provider/soap' },
        { serviceCode: 'tax', serviceVersion: 'v2', url: 'http://provider/soap' },
      ],
    };
    const { after } = await repository.change((change) => replaceWsdl(change, before, wanted, NOW));
    expect(after).to.include({ number: before.number, url: wanted.url });
    const [v1, v2] = after.services;
    expect(v1).to.include({ title: 'All taxes', url: 'http://elsewhere/', timeoutSeconds: 3 });
    expect(v2).to.include({ serviceVersion: 'v2', timeoutSeconds: 60 });
    const held = (await rightsOf(repository.reader, REGISTER)).filter(({ subject }) => keyOf(subject) === keyOf(OTHER));
    expect(held.map(({ serviceCode, serviceVersion }) => [serviceCode, serviceVersion])).to.deep.equal([
      ['birth', 'v1'],
      ['tax', 'v1'],
      ['tax', 'v2'],
    ]);
  });

  it('take another code, and the endpoints of an OpenAPI description, with the rights to what stays', async () => {
    const before = await add(OPENAPI);
    const [GET, POST] = OPENAPI.endpoints;
    const own = await repository.change(async (change) => {
      const { after } = await addEndpoint(
        change,
        { client: REGISTER, fullCode: 'people' },
        { method: 'PUT', path: '/own' },
      );
      const targets = [GET, POST, after].map((endpoint) => ({ serviceCode: 'people', endpoint }));
      await addRights(change, { client: REGISTER, targets, subjects: [TOWN] }, NOW);
      return changeEndpoint(change, after.number, { method: 'PUT', path: '/other' });
    });
    const wanted = {
      url: 'http://provider/openapi2',
      serviceCode: 'persons',
      endpoints: [GET, { method: 'GET', path: '/marks' }],
    } as const;
    const { after } = await repository.change(async (change) =>
      replaceRest(change, await getDescription(change, before.number), wanted, NOW),
    );
    expect(after).to.include({ number: before.number, key: 'persons', url: wanted.url });
    const [service] = after.services;
    expect(service).to.include({ serviceCode: 'persons', url: 'https://provider/v1' });
    expect(service?.endpoints.map(({ path, isGenerated }) => [path, isGenerated])).to.deep.equal([
      ['**', true],
      ['/people', true],
      ['/other', false],
      ['/marks', true],
    ]);
    expect(service?.endpoints[2]?.number).to.equal(own.after.number);
    const rights = (await services())
      .get('persons.')
      ?.rights.map(({ endpoint: { method, path } }) => `${method} ${path}`);
    expect(rights).to.deep.equal(['GET /people', 'PUT /other']);
  });
});

const OFF: Service = {
  ...{ serviceCode: '', type: 'REST', url: 'http://127.0.0.1/', timeoutSeconds: 60, verifyTls: false },
  ...{ endpoints: [], rights: [{ subject: TOWN, endpoint: { method: 'GET', path: '/a' } }], disabledNotice: 'Closed' },
};

describeOnBothEngines('the step to service descriptions', (engine) => {
  it('describes and numbers the services that are there', async () => {
    const options = await engine.fresh();
    const old = await openDatabase<Record<string, Record<string, unknown>>>(options);
    await migrate(
      old,
      SERVER_CONFIGURATION_MIGRATIONS.filter(({ name }) => name < '0008'),
    );
    const key = { client_key: keyOf(REGISTER), service_code: 'a' };
    const own = { position: 0, declared: 1 };
    await old.kysely
      .insertInto('client')
      .values({ key: key.client_key, connection_type: 'HTTP', ...own })
      .execute();
    for (const service_version of ['v1', 'v2']) {
      const settings = { url: 'http://p/soap', timeout_seconds: 5, verify_tls: 0, description_url: 'http://p/wsdl' };
      await old.kysely
        .insertInto('service')
        .values({ ...key, service_version, type: 'WSDL', ...settings, ...own })
        .execute();
    }
    await old.close();
    const repository = await ServerConfigurationRepository.open(options);
    const descriptions = await descriptionsOf(repository.reader, REGISTER);
    expect(descriptions.map(({ number, url, services }) => [number, url, services.length])).to.deep.equal([
      [1, 'http://p/wsdl', 2],
    ]);
    const endpoints = descriptions[0]?.services.flatMap((service) => service.endpoints);
    expect(endpoints).to.deep.equal([
      { number: 1, method: '*', path: '**', isGenerated: true },
      { number: 2, method: '*', path: '**', isGenerated: true },
    ]);
    await repository.close();
  });
});
