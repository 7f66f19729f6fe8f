import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import type { MemberId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import type { AccessRight, Service } from './model.ts';
import { ServerConfigurationSnapshot } from './snapshot.ts';

const member: MemberId = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' };
const provider: SubsystemId = { ...member, type: 'SUBSYSTEM', subsystemCode: 'register' };
const caller: SubsystemId = { ...provider, memberCode: '2', subsystemCode: 'caller' };
const serviceId = { ...provider, type: 'SERVICE', serviceCode: 'person' } as const;
const whole = { method: '*', path: '**' } as const;
const nobody = { isInGlobalGroup: () => false };

function snapshotWith(rights: readonly AccessRight[], more: Partial<Service> = {}): ServerConfigurationSnapshot {
  const service: Service = {
    serviceCode: 'person',
    type: 'REST',
    url: 'http://127.0.0.1/',
    timeoutSeconds: 60,
    verifyTls: false,
    endpoints: [],
    rights,
    ...more,
  };
  const localGroups = [{ groupCode: 'friends', description: '', members: [caller] }];
  const base = { status: 'REGISTERED', connectionType: 'HTTP', tlsCertificates: [], localGroups: [] } as const;
  return new ServerConfigurationSnapshot({
    clients: [
      { ...base, id: provider, localGroups, services: [service] },
      { ...base, id: caller, status: 'DISABLED', services: [] },
    ],
    timeStampingServices: [],
  });
}

const get = (rawPath: string, method = 'GET') => ({ method, rawPath });

describe('the endpoint that a request is for', () => {
  const endpoints = [whole, { method: 'GET', path: '/a/*' }, { method: 'GET', path: '/a/b' }] as const;
  const named: AccessRight = { subject: caller, endpoint: { method: 'POST', path: '/c/*' } };
  const snapshot = snapshotWith([named], { endpoints });

  for (const [request, path] of [
    [get('/a/b'), '/a/b'],
    [get('/a/7'), '/a/*'],
    [get('/a/%37'), '/a/*'],
    [get('/c/7', 'POST'), '/c/*'],
    [get('/c/7'), undefined],
    [get('/elsewhere'), undefined],
    [get('/a/../../b'), undefined],
  ] as const) {
    it(`of ${request.method} ${request.rawPath} is ${path ?? 'none'}`, () => {
      expect(snapshot.endpointPath(serviceId, request)).to.equal(path);
    });
  }
});

describe('the right to call a service', () => {
  for (const [what, right] of [
    ['the client itself', { subject: caller, endpoint: whole }],
    ['a local group', { subject: { type: 'LOCALGROUP', groupCode: 'friends' }, endpoint: whole }],
    ['a matching endpoint', { subject: caller, endpoint: { method: 'GET', path: '/a/*' } }],
    ['an endpoint for any method', { subject: caller, endpoint: { method: '*', path: '/a/b' } }],
  ] as const) {
    it(`is given by ${what}, and the decision says by which`, () => {
      const { right: found } = snapshotWith([right]).authorizeRest(caller, serviceId, get('/a/b'), nobody);
      expect(found).to.deep.equal(right);
    });
  }

  it('is given by a global group that the client is in', () => {
    const subject = { type: 'GLOBALGROUP', instance: 'BG', groupCode: 'g' } as const;
    const snapshot = snapshotWith([{ subject, endpoint: whole }]);
    const groups = { isInGlobalGroup: (_: unknown, group: unknown) => group === subject };
    expect(snapshot.authorizeRest(caller, serviceId, get('/a'), groups).right.subject).to.equal(subject);
  });

  for (const [what, rights, request] of [
    ['there is no right', [], get('/a')],
    [
      'the right is the member’s, not the subsystem’s',
      [{ subject: { ...member, memberCode: '2' }, endpoint: whole }],
      get('/a'),
    ],
    ['the right is another client’s', [{ subject: provider, endpoint: whole }], get('/a')],
    ['the group is unknown', [{ subject: { type: 'LOCALGROUP', groupCode: 'foes' }, endpoint: whole }], get('/a')],
    ['the method differs', [{ subject: caller, endpoint: { method: 'GET', path: '/a' } }], get('/a', 'POST')],
    ['the path differs', [{ subject: caller, endpoint: { method: 'GET', path: '/a' } }], get('/a/b')],
    [
      'the path climbs out of the right',
      [{ subject: caller, endpoint: { method: 'GET', path: '/a/**' } }],
      get('/a/../b'),
    ],
    [
      'the path climbs out, encoded',
      [{ subject: caller, endpoint: { method: 'GET', path: '/a/**' } }],
      get('/a/%2e%2e/b'),
    ],
    ['the path climbs out, encoded twice', [{ subject: caller, endpoint: whole }], get('/a/%252e%252e/b')],
    ['the path is not UTF-8', [{ subject: caller, endpoint: whole }], get('/%ff')],
  ] as const) {
    it(`is refused when ${what}`, () => {
      expect(() => snapshotWith(rights).authorizeRest(caller, serviceId, request, nobody))
        .to.throw('Request is not allowed: SERVICE:BG/GOV/1/register/person')
        .with.property('code', 'access_denied');
    });
  }

  it('does not matter where the service is unknown', () => {
    const unknown = { ...serviceId, serviceCode: 'nosuch' };
    expect(() => snapshotWith([]).authorizeRest(caller, unknown, get('/a'), nobody))
      .to.throw('Unknown service: SERVICE:BG/GOV/1/register/nosuch')
      .with.property('code', 'unknown_service');
  });

  it('does not open a SOAP service to REST', () => {
    const snapshot = snapshotWith([{ subject: caller, endpoint: whole }], { type: 'WSDL' });
    expect(() => snapshot.authorizeRest(caller, serviceId, get('/a'), nobody))
      .to.throw('Service is a SOAP service')
      .with.property('code', 'service_type');
  });

  it('does not open a service that is switched off, and only who has the right hears why', () => {
    const off = { disabledNotice: 'Until Monday' };
    expect(() =>
      snapshotWith([{ subject: caller, endpoint: whole }], off).authorizeRest(caller, serviceId, get('/'), nobody),
    )
      .to.throw('Service SERVICE:BG/GOV/1/register/person is disabled: Until Monday')
      .with.property('code', 'service_disabled');
    expect(() => snapshotWith([], off).authorizeRest(caller, serviceId, get('/'), nobody))
      .to.throw()
      .with.property('code', 'access_denied');
  });
});

describe('a client of the server', () => {
  it('exchanges messages when it is registered, and not otherwise', () => {
    const snapshot = snapshotWith([]);
    expect(snapshot.registeredClient(provider).id).to.equal(provider);
    for (const id of [caller, { ...caller, subsystemCode: 'nosuch' }]) {
      expect(() => snapshot.registeredClient(id))
        .to.throw('not found')
        .with.property('code', 'unknown_member');
    }
  });
});

describe('the services of a client, for lists of them', () => {
  const right = (method: '*' | 'GET', path: string, subject: AccessRight['subject'] = caller): AccessRight => ({
    subject,
    endpoint: { method, path },
  });
  const endpoints = [
    { method: 'GET', path: '/a/*' },
    { method: 'POST', path: '/b' },
  ] as const;
  const listed = (rights: readonly AccessRight[], allowed: boolean) =>
    snapshotWith(rights, { endpoints })
      .servicesOf(provider, allowed ? { caller, groups: nobody } : undefined)
      .map((service) => service.endpoints.map(({ method, path }) => `${method} ${path}`));

  it('have the endpoints that they declare, and those that their rights name, once', () => {
    const rights = [right('GET', '/a/*'), right('GET', '/c'), right('*', '**')];
    expect(listed(rights, false)).to.deep.equal([['GET /a/*', 'POST /b', 'GET /c']]);
    expect(listed([], false)).to.deep.equal([['GET /a/*', 'POST /b']]);
  });

  it('are for a caller those that it may call, with what it may reach', () => {
    expect(listed([], true)).to.deep.equal([]);
    expect(listed([right('*', '**', provider)], true)).to.deep.equal([]);
    expect(listed([right('*', '**')], true)).to.deep.equal([['GET /a/*', 'POST /b']]);
    expect(listed([right('GET', '/a/**')], true)).to.deep.equal([['GET /a/*', 'GET /a/**']]);
    expect(listed([right('*', '/b'), right('GET', '/c', provider)], true)).to.deep.equal([['POST /b', '* /b']]);
  });

  it('name their version, and are none where there is no such client', () => {
    const snapshot = snapshotWith([], { type: 'WSDL', serviceVersion: 'v1' });
    expect(snapshot.servicesOf(provider).map(({ id }) => id)).to.deep.equal([{ ...serviceId, serviceVersion: 'v1' }]);
    expect(snapshot.servicesOf({ ...provider, memberCode: '9' })).to.deep.equal([]);
  });
});

describe('a SOAP request', () => {
  const allowedBy = (rights: readonly AccessRight[], more: Partial<Service> = {}) => {
    const snapshot = snapshotWith(rights, { type: 'WSDL', ...more });
    return refusal(() => snapshot.authorizeSoap(caller, serviceId, nobody));
  };

  it('needs a right to the whole service', () => {
    expect(allowedBy([{ subject: caller, endpoint: whole }])).to.equal('accepted');
    expect(allowedBy([{ subject: caller, endpoint: { method: '*', path: '/**' } }])).to.match(/^access_denied: /);
    expect(allowedBy([{ subject: provider, endpoint: whole }])).to.match(/^access_denied: /);
  });

  it('cannot call a REST service, nor one that is switched off', () => {
    const right = { subject: caller, endpoint: whole };
    expect(allowedBy([right], { type: 'REST' })).to.match(/^service_type: /);
    expect(allowedBy([right], { disabledNotice: 'why' })).to.match(/^service_disabled: .* why$/);
    expect(allowedBy([right], { serviceVersion: 'v2' })).to.match(/^unknown_service: /);
  });
});
