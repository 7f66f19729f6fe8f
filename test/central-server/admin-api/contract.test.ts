import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { accountsDefinition, definition, extensionsDefinitions } from '#central-server/admin-api/definition.ts';
import { PEOPLES_ROLES, permissionsOf, ROLES } from '#central-server/admin-api/roles.ts';
import { temporaryFolders } from '../../temporary.ts';
import { Administered, type Operator, codeOf } from './administered.ts';

/** No person has it. */
const BRINGER = 'XROAD_MANAGEMENT_SERVICE';

const OPERATIONS = [definition(), accountsDefinition(), ...extensionsDefinitions()].flatMap(
  ({ operations }) => operations,
);

/** An address of an operation, with values in the place of its parameters. */
const addressOf = (path: string): string => path.replaceAll(/\{[a-z_]+\}/g, '1');

describe('The contract of the admin API', () => {
  const folders = temporaryFolders();
  const operators = new Map<string, Operator>();
  let central: Administered;

  before(async () => {
    // Without screens: these answer at every other address.
    central = await Administered.start(folders(), { screens: folders() });
    for (const role of PEOPLES_ROLES) operators.set(role, await central.operator(role.toLowerCase(), [role]));
    const { body } = await (await central.operator('all')).api('POST', '/api-keys', [BRINGER]);
    const authorization = `X-Road-ApiKey token=${(body as { key: string }).key}`;
    operators.set(BRINGER, central.stranger({ authorization }));
  });
  after(() => central.stop());

  for (const { operationId, method, path, permissions, isPublic } of OPERATIONS) {
    it(`${operationId} is for those alone who may call it`, async () => {
      const stranger = await central.stranger().api(method.toUpperCase(), addressOf(path));
      if (isPublic) {
        expect(stranger.status).to.equal(200);
        return;
      }
      expect([stranger.status, codeOf(stranger)]).to.deep.equal([401, 'not_authenticated']);
      for (const role of ROLES) {
        const held = permissionsOf([role]);
        if (permissions.length === 0 || permissions.some((permission) => held.has(permission))) continue;
        const answer = await operators.get(role)?.api(method.toUpperCase(), addressOf(path));
        // No API key manages others.
        const refused =
          role === BRINGER && path.startsWith('/api-keys') ? [401, 'not_authenticated'] : [403, 'permission_missing'];
        expect([role, answer?.status, answer && codeOf(answer)]).to.deep.equal([role, ...refused]);
      }
    });
  }

  it('takes nothing by a session that does not repeat its token, and tells of what would have been changed', async () => {
    const { cookie = '' } = (await central.operator('embedded')).headers;
    const changing = OPERATIONS.filter(({ method, isPublic }) => method !== 'get' && !isPublic);
    expect(changing.length).to.be.greaterThan(60);
    for (const { operationId, method, path } of changing) {
      const answer = await central.stranger({ cookie }).api(method.toUpperCase(), addressOf(path));
      expect([operationId, answer.status, codeOf(answer)]).to.deep.equal([operationId, 403, 'xsrf_token_wrong']);
    }
  });

  it('is told to whoever asks for it', async () => {
    const answer = await central.stranger().api('GET', '/openapi.yaml');
    expect(answer.body).to.equal(definition().text);
    expect(answer.headers['content-type']).to.match(/^application\/x-yaml/);
  });

  it('answers everywhere with a number that ties it to the log, and lets no page embed or keep it', async () => {
    for (const path of ['/', '/api/v1/user', '/api/v1/nothing', '/nothing', '/login']) {
      const { headers, body } = await central.stranger().call('GET', path);
      expect(headers['x-road-ui-correlation-id']).to.match(/^[0-9a-f-]{36}$/);
      expect(headers).to.include({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
      expect(headers).not.to.have.property('x-powered-by');
      expect(JSON.stringify(body)).not.to.match(/node_modules|\.ts:/);
    }
  });

  it('has nothing elsewhere', async () => {
    const operator = operators.get('XROAD_SYSTEM_ADMINISTRATOR');
    for (const path of ['/nothing', '/members/x/y/z', '/../../etc/passwd', '/%2e%2e/x']) {
      const answer = await operator?.api('GET', path);
      expect([answer?.status, answer && codeOf(answer)]).to.deep.equal([404, 'not_found']);
    }
  });

  it('runs nothing at an address that is written in another way', async () => {
    const operator = operators.get('XROAD_REGISTRATION_OFFICER');
    const officer = operators.get('XROAD_SECURITY_OFFICER');
    const unchecked = { code: { unchecked: true } };
    for (const path of [
      '/API/v1/member-classes',
      '/api/v1/Member-Classes',
      '/api/v1/member-classes/',
      '/api/v1//member-classes',
      '/api/v1/./member-classes',
      '/api/v1/member%2Dclasses',
      '/api/v1/member-classes;x=1',
      '/api/v1/member-classes%00',
      '/api/v1/members/../member-classes',
    ]) {
      const answer = await officer?.call('POST', path, unchecked);
      expect([path, answer?.status]).to.deep.equal([path, answer?.status === 400 ? 400 : 404]);
    }
    for (const method of ['HEAD', 'PUT']) {
      const answer = await operator?.api(method, '/clients?limit=unchecked');
      expect([method, (answer?.status ?? 0) >= 400]).to.deep.equal([method, true]);
    }
    const options = await operator?.api('OPTIONS', '/clients', undefined, { origin: 'https://elsewhere.example' });
    expect(options?.headers).not.to.have.property('access-control-allow-origin');
    const hidden = { 'x-http-method-override': 'DELETE', 'x-original-url': '/api/v1/tokens' };
    expect((await operator?.api('GET', '/clients', undefined, hidden))?.status).to.equal(200);
    for (const path of ['/members/%E0%A4%A', '/members/%00', `/members/${'x'.repeat(10_000)}`]) {
      expect((await operator?.api('GET', path))?.status).to.equal(400);
    }
  });

  for (const [what, body, type, expected] of [
    ['what is no JSON', '{', 'application/json', 'validation_failure'],
    ['another type', '<x/>', 'text/xml', 'validation_failure'],
    ['a text where an object belongs', '"x"', 'application/json', 'validation_failure'],
    [
      'more than a request may have',
      JSON.stringify({ code: 'x'.repeat(60_000) }),
      'application/json',
      'validation_failure',
    ],
  ] as const) {
    it(`takes no body that is ${what}`, async () => {
      const operator = operators.get('XROAD_SECURITY_OFFICER');
      const answer = await operator?.api('POST', '/member-classes', body, { 'content-type': type });
      expect(answer?.status).to.be.oneOf([400, 413, 415]);
      expect(answer && codeOf(answer)).to.equal(expected);
    });
  }

  it('names the field and the rule that a request breaks', async () => {
    const operator = operators.get('XROAD_SECURITY_OFFICER');
    const answer = await operator?.api('POST', '/member-classes', { code: 'MUN' });
    const { error } = answer?.body as { error: { validation_errors: object } };
    expect(error.validation_errors).to.deep.equal({ description: ["must have required property 'description'"] });
  });

  it('knows the query parameters that it describes, and no others', async () => {
    const operator = operators.get('XROAD_REGISTRATION_OFFICER');
    for (const [query, status] of [
      ['q=x&limit=5&offset=1&sort=member_name&desc=true', 200],
      ['limit=0', 400],
      ['limit=abc', 400],
      ['sort=nothing', 400],
      ['unknown=1', 400],
      ['client_type=SERVER', 400],
    ] as const) {
      const answer = await operator?.api('GET', `/clients?${query}`);
      expect([query, answer?.status]).to.deep.equal([query, status]);
    }
  });

  it('tells what the central server is, and where its configurations are', async () => {
    const operator = operators.get('XROAD_SECURITY_OFFICER');
    for (const [path, part] of [
      ['/initialization/status', { instance_identifier: 'TEST', software_token_init_status: 'INITIALIZED' }],
      ['/system/status', { high_availability_status: { is_ha_configured: false, node_name: 'node_0' } }],
      ['/configuration-sources/INTERNAL/download-url', { url: 'http://127.0.0.1:1/internalconf' }],
      ['/configuration-sources/EXTERNAL/download-url', { url: 'http://127.0.0.1:1/externalconf' }],
    ] as const) {
      const answer = await operator?.api('GET', path);
      expect([path, answer?.status]).to.deep.equal([path, 200]);
      expect(answer?.body).to.deep.include(part);
    }
    expect((await operator?.api('GET', '/system/version'))?.body)
      .to.have.property('info')
      .that.matches(/^\d+\.\d+/);
    const unknown = await operator?.api('GET', '/configuration-sources/OTHER/download-url');
    expect(unknown?.status).to.equal(400);
  });

  it('gives anchors with what people compare of them', async () => {
    const operator = operators.get('XROAD_SECURITY_OFFICER');
    const download = await operator?.api('GET', '/configuration-sources/INTERNAL/anchor/download');
    expect(download?.status).to.equal(200);
    expect(download?.headers['content-disposition']).to.match(/configuration_anchor_TEST_internal_UTC_[\d_-]+\.xml/);
    const hash = createHash('sha224').update(String(download?.body)).digest('hex').toUpperCase();
    const shown = await operator?.api('GET', '/configuration-sources/INTERNAL/anchor');
    expect(shown?.body).to.have.nested.property('anchor.hash', hash.replaceAll(/(..)(?=.)/g, '$1:'));
  });
});
