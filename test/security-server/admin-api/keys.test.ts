import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { SandboxAuthority } from '#cli/sandbox/trust.ts';
import { Certificate } from '#certs/certificate.ts';
import { readCertificateRequest } from '#certs/csr.ts';
import { until } from '../../country/poll.ts';
import { told, type Answer, type Operator } from '../../operator.ts';
import { AdministeredServer } from './administered.ts';

const CLIENT = 'TEST/GOV/1/is';
const STRONG = 'Another-Pin-2026';

interface Named {
  readonly id: string;
  readonly name: string;
  readonly possible_actions: readonly string[];
}
interface ShownCertificate {
  readonly status: string;
  readonly active: boolean;
  readonly ocsp_status?: string;
  readonly owner_id?: string;
  readonly possible_actions: readonly string[];
  readonly certificate_details: { readonly hash: string };
}
interface ShownKey extends Named {
  readonly usage?: string;
  readonly certificates: readonly ShownCertificate[];
  readonly certificate_signing_requests: readonly Named[];
}
interface ShownToken extends Named {
  readonly keys: readonly ShownKey[];
  readonly status: string;
  readonly logged_in: boolean;
}

describe('The tokens, keys and certificates of a security server, by its admin API', function () {
  this.timeout(90_000);
  let server: AdministeredServer;
  let officer: Operator;
  let administrator: Operator;
  let registrar: Operator;
  let observer: Operator;
  let authority: string;

  before(async () => {
    server = await AdministeredServer.start(
      {
        clients: [{ id: CLIENT, services: [{ code: 'hello', type: 'REST', accessRights: [{ client: CLIENT }] }] }],
        parameters: { 'signer.enforce-token-pin-policy': true },
      },
      undefined,
      { centralServer: { settings: { managementServiceProvider: CLIENT, managementServices: {} } } },
    );
    officer = await server.operator('officer', ['XROAD_SECURITY_OFFICER']);
    administrator = await server.operator('administrator', ['XROAD_SYSTEM_ADMINISTRATOR']);
    registrar = await server.operator('registrar', ['XROAD_REGISTRATION_OFFICER']);
    observer = await server.operator('observer', ['XROAD_SECURITYSERVER_OBSERVER']);
  });
  after(() => server.stop());

  const get = async <T>(path: string): Promise<T> => (await officer.api('GET', path)).body as T;
  const token = () => get<ShownToken>('/tokens/0');
  const key = (id: string) => get<ShownKey>(`/keys/${id}`);
  const pin = () => {
    const { pin: from } = server.file;
    return 'file' in from ? readFileSync(from.file, 'utf8').trim() : '';
  };
  const exchange = async () =>
    (await server.country.ask('ss1', { client: CLIENT, service: `${CLIENT}/hello` })).code ?? 'answered';
  const signingKeyOf = async () => (await token()).keys.find(({ usage }) => usage === 'SIGNING');
  const wanted = (usage: 'SIGNING' | 'AUTHENTICATION', more: object = {}) => ({
    ...{ key_usage_type: usage, ca_name: authority, csr_format: 'DER', subject_field_values: {} },
    ...(usage === 'SIGNING' ? { member_id: 'TEST:GOV:1' } : {}),
    ...more,
  });
  const issued = async (request: Buffer, kind: 'sign' | 'auth'): Promise<Certificate> =>
    Certificate.fromDer(Buffer.from(await new SandboxAuthority(server.country.ecosystem).issue(request, kind)));
  const eventsOf = async () => (await server.events()).map(({ event, outcome }) => `${event}: ${outcome}`);

  it('shows the tokens with their keys and certificates, and what can be done with them', async () => {
    const [shown] = await get<ShownToken[]>('/tokens');
    expect(shown).to.deep.include({ id: '0', type: 'SOFTWARE', status: 'OK', logged_in: true, read_only: false });
    expect(shown?.possible_actions).to.deep.equal(['GENERATE_KEY', 'LOGOUT', 'TOKEN_CHANGE_PIN', 'EDIT_FRIENDLY_NAME']);
    expect(shown?.keys.map(({ usage }) => usage).toSorted()).to.deep.equal(['AUTHENTICATION', 'SIGNING']);
    const signing = await signingKeyOf();
    expect(signing?.certificates[0]).to.include({
      ...{ status: 'REGISTERED', active: true, ocsp_status: 'OCSP_RESPONSE_GOOD', owner_id: 'TEST:GOV:1' },
    });
    expect(signing).to.include({ key_algorithm: 'EC', available: true, saved_to_configuration: true });
    expect(await get(`/keys/${signing?.id}/possible-actions`)).to.deep.equal(['DELETE', 'EDIT_FRIENDLY_NAME']);
    expect(told(await officer.api('GET', '/tokens/none'))).to.deep.equal([404, 'token_not_found']);
    expect(told(await officer.api('GET', '/keys/none'))).to.deep.equal([404, 'key_not_found']);
  });

  it('lets tokens and keys be named, over what somebody has seen', async () => {
    const { headers } = await officer.api('GET', '/tokens/0');
    const named = await officer.api('PATCH', '/tokens/0', { name: 'файлове' }, { 'if-match': String(headers.etag) });
    expect(named.body).to.include({ name: 'файлове' });
    const late = await officer.api('PATCH', '/tokens/0', { name: 'x' }, { 'if-match': String(headers.etag) });
    expect(told(late)).to.deep.equal([412, 'changed_meanwhile']);
    expect((await token()).name).to.equal('файлове');
    const { id = '' } = (await signingKeyOf()) ?? {};
    expect((await registrar.api('PATCH', `/keys/${id}`, { name: 'подпис' })).body).to.include({ name: 'подпис' });
    expect((await key(id)).name).to.equal('подпис');
    expect(told(await observer.api('PATCH', `/keys/${id}`, { name: 'x' }))).to.deep.equal([403, 'permission_missing']);
    expect(await eventsOf()).to.include.members([
      ...['Set friendly name to token: success', 'Set friendly name to key: success'],
      'Set friendly name to key: failure',
    ]);
  });

  it('tells which authorities certify keys, and what they ask', async () => {
    const listed = await get<{ name: string }[]>('/certificate-authorities');
    expect(listed).to.have.length(1);
    authority = listed[0]?.name ?? '';
    expect(listed[0]).to.include({ top_ca: true, acme_capable: false, ocsp_response: 'NOT_AVAILABLE' });
    const all = await get<{ top_ca: boolean; path: string; ocsp_response: string }[]>(
      '/certificate-authorities?include_intermediate_cas=true&key_usage_type=SIGNING',
    );
    expect(all.map((each) => each.top_ca)).to.deep.equal([true, false]);
    expect(all[1]?.ocsp_response).to.equal('OCSP_RESPONSE_GOOD');
    expect(all[1]?.path.split(':')).to.have.length(2);
    expect(await get('/certificate-authorities/ocsp-prioritization-strategy')).to.equal('"NONE"');
    const at = `/certificate-authorities/${encodeURIComponent(authority)}`;
    const fields = `${at}/csr-subject-fields?key_usage_type=`;
    expect(await get(`${fields}SIGNING&member_id=TEST:GOV:1`)).to.deep.include({
      ...{ id: 'CN', label: 'CN', default_value: '1', read_only: true, required: true, localized: false },
    });
    for (const [path, code] of [
      [`${fields}SIGNING`, 'memberId_required_for_sign_csr'],
      [`${fields}SIGNING&member_id=TEST:COM:1`, 'client_not_found'],
      [`${fields}SIGNING&member_id=TEST`, 'invalid_encoded_id'],
      [
        '/certificate-authorities/none/csr-subject-fields?key_usage_type=AUTHENTICATION',
        'certificate_authority_not_found',
      ],
    ] as const)
      expect(told(await officer.api('GET', path))[1], path).to.equal(code);
    expect((await officer.api('GET', `${fields}SIGNING&member_id=TEST:COM:1&is_new_member=true`)).status).to.equal(200);
    expect(told(await registrar.api('GET', `${fields}AUTHENTICATION`))).to.deep.equal([403, 'permission_missing']);
    expect(await get(`${at}/has-acme-eab-credentials?key_usage_type=SIGNING`)).to.deep.equal({
      ...{ acme_eab_required: false, has_acme_external_account_credentials: false },
    });
  });

  it('makes a signing key with its request, imports its certificate, and has messages signed with it', async () => {
    const old = (await signingKeyOf())?.certificates[0]?.certificate_details.hash ?? '';
    const made = await registrar.api('POST', '/tokens/0/keys-with-csrs', {
      ...{ key_label: 'подпис 2', csr_generate_request: wanted('SIGNING') },
    });
    const { key: shown, csr_id } = made.body as { key: ShownKey; csr_id: string };
    expect(shown).to.deep.include({ name: 'подпис 2', usage: 'SIGNING', key_algorithm: 'RSA' });
    expect(shown.certificate_signing_requests.map(({ id }) => id)).to.deep.equal([csr_id]);
    const at = `/keys/${shown.id}/csrs/${csr_id}`;
    expect(await get(`${at}/possible-actions`)).to.deep.equal(['DELETE']);
    const { headers, bytes } = await registrar.raw(`/api/v1${at}?csr_format=DER`);
    expect(String(headers['content-disposition'])).to.match(/sign_csr_\d{8}_member_TEST_GOV_1\.der/);
    expect(readCertificateRequest(bytes).subject.get('CN')).to.equal('1');
    const certificate = await issued(bytes, 'sign');

    const wrong = await registrar.api('POST', '/token-certificates', certificate.der, { 'content-type': 'text/plain' });
    expect(wrong.status).to.equal(415);
    const send = (by: Operator, file: Buffer) => by.sendFile('POST', '/token-certificates', file);
    expect(told(await send(registrar, Buffer.from('none')))).to.deep.equal([400, 'invalid_certificate']);
    expect(told(await send(observer, certificate.der))).to.deep.equal([403, 'permission_missing']);
    const imported = await send(registrar, certificate.der);
    expect([imported.status, (imported.body as ShownCertificate).status]).to.deep.equal([201, 'REGISTERED']);
    expect(told(await send(registrar, certificate.der))).to.deep.equal([409, 'certificate_already_exists']);
    expect((await key(shown.id)).certificate_signing_requests).to.deep.equal([]);

    const switchOf = (hash: string, to: string) => registrar.api('PUT', `/token-certificates/${hash}/${to}`);
    expect((await switchOf(old, 'disable')).status).to.equal(204);
    expect(told(await switchOf(old, 'disable'))).to.deep.equal([409, 'action_not_possible']);
    await until('a message is signed with the new key', async () => (await exchange()) === 'answered');
    expect((await switchOf(certificate.sha256Hex, 'disable')).status).to.equal(204);
    expect(await get(`/token-certificates/${certificate.sha256Hex}/possible-actions`)).to.include('ACTIVATE');
    expect(await exchange()).to.equal('server.clientproxy.cannot_create_signature');
    expect((await switchOf(old, 'activate')).status).to.equal(204);
    await until('the old key signs again', async () => (await exchange()) === 'answered');

    const token = `/token-certificates/${certificate.sha256Hex}`;
    expect(told(await officer.api('POST', `${token}/import`))).to.deep.equal([409, 'action_not_possible']);
    expect((await registrar.api('DELETE', token)).status).to.equal(204);
    expect(told(await officer.api('GET', token))).to.deep.equal([404, 'certificate_not_found']);
    expect((await registrar.api('DELETE', `/keys/${shown.id}`)).status).to.equal(204);
    expect(told(await officer.api('GET', `/keys/${shown.id}`))).to.deep.equal([404, 'key_not_found']);
    expect(await eventsOf()).to.include.members([
      ...['Generate key and CSR', 'Import certificate from file', 'Disable certificate', 'Enable certificate'].map(
        (event) => `${event}: success`,
      ),
      'Delete certificate from configuration: success',
      'Delete key from token and configuration: success',
    ]);
  });

  it('makes no request that no authority would take, and no key for it', async () => {
    const before = (await token()).keys.length;
    const refused = async (more: object, by = officer) =>
      told(
        await by.api('POST', '/tokens/0/keys-with-csrs', {
          key_label: '',
          csr_generate_request: { ...wanted('SIGNING'), ...more },
        }),
      );
    expect(await refused({ ca_name: 'none' })).to.deep.equal([400, 'certificate_authority_not_found']);
    expect(await refused({ member_id: 'TEST:COM:1' })).to.deep.equal([404, 'client_not_found']);
    expect(await refused({ subject_field_values: { OU: 'x' } })).to.deep.equal([400, 'invalid_dn_parameter']);
    expect(await refused({ key_usage_type: 'AUTHENTICATION' }, registrar)).to.deep.equal([403, 'permission_missing']);
    expect(await refused({ acme_order: true })).to.deep.equal([501, 'not_implemented']);
    expect((await token()).keys).to.have.length(before);
  });

  it('makes an authentication key, and asks the central server to register its certificate', async () => {
    const made = await officer.api('POST', '/tokens/0/keys', { label: 'удостоверяване 2' });
    const { id, possible_actions } = made.body as ShownKey;
    expect(made.status).to.equal(201);
    expect(made.body).to.not.have.property('usage');
    expect(possible_actions).to.include.members(['GENERATE_AUTH_CSR', 'GENERATE_SIGN_CSR', 'DELETE']);
    const requested = (more: object = {}) =>
      officer.api('POST', `/keys/${id}/csrs`, wanted('AUTHENTICATION', { csr_format: 'PEM', ...more }));
    const first = await requested();
    expect(first.headers['content-disposition']).to.match(/auth_csr_\d{8}_securityserver_TEST_GOV_1_ss1\.pem/);
    expect(told(await officer.api('POST', `/keys/${id}/csrs`, wanted('SIGNING')))).to.deep.equal([
      400,
      'wrong_key_usage',
    ]);
    const [request] = (await key(id)).certificate_signing_requests;
    expect((await officer.api('DELETE', `/keys/${id}/csrs/${request?.id}`)).status).to.equal(204);
    expect(told(await officer.api('DELETE', `/keys/${id}/csrs/${request?.id}`))).to.deep.equal([404, 'csr_not_found']);
    expect(await key(id)).to.not.have.property('usage');
    const second = await requested();
    const certificate = await issued(readCertificateRequest(Buffer.from(String(second.body))).der, 'auth');
    expect(told(await registrar.sendFile('POST', '/token-certificates', certificate.der))).to.deep.equal([
      403,
      'permission_missing',
    ]);
    const imported = (await officer.sendFile('POST', '/token-certificates', certificate.der)).body as ShownCertificate;
    expect(imported).to.deep.include({ status: 'SAVED', active: false, ocsp_status: 'DISABLED' });
    expect(imported.possible_actions).to.deep.equal(['DELETE', 'REGISTER', 'ACTIVATE']);

    const at = `/token-certificates/${certificate.sha256Hex}`;
    const put = (what: string, body?: object): Promise<Answer> => officer.api('PUT', `${at}/${what}`, body);
    expect(told(await put('unregister'))).to.deep.equal([409, 'action_not_possible']);
    expect((await put('activate')).status).to.equal(204);
    const address = { address: server.country.address('ss1') };
    expect(told(await registrar.api('PUT', `${at}/register`, address))).to.deep.equal([403, 'permission_missing']);
    const registered = await put('register', address);
    expect([registered.status, registered.body]).to.deep.equal([204, '']);
    expect(await get(at)).to.include({ status: 'REGISTRATION_IN_PROGRESS', active: true });
    const signing = (await signingKeyOf())?.certificates[0]?.certificate_details.hash ?? '';
    expect(told(await officer.api('PUT', `/token-certificates/${signing}/register`, address))).to.deep.equal([
      400,
      'sign_cert_not_supported',
    ]);

    // The country has no management services to ask for the deletion.
    const failed = await put('unregister');
    expect(told(failed)).to.deep.equal([500, 'management_request_sending_failed']);
    expect(await get(at)).to.include({ status: 'REGISTRATION_IN_PROGRESS' });
    const warned = await officer.api('DELETE', `/keys/${id}`);
    expect(told(warned)).to.deep.equal([400, 'warnings_detected']);
    expect((warned.body as { warnings: object[] }).warnings).to.deep.equal([
      { code: 'auth_key_with_registered_cert_warning', metadata: [id] },
    ]);
    expect(told(await officer.api('DELETE', at))).to.deep.equal([409, 'action_not_possible']);
    expect((await put('mark-for-deletion')).status).to.equal(204);
    expect(await get(at)).to.include({ status: 'DELETION_IN_PROGRESS' });
    expect(told(await registrar.api('DELETE', at))).to.deep.equal([403, 'permission_missing']);
    expect((await officer.api('DELETE', at)).status).to.equal(204);
    expect((await officer.api('DELETE', `/keys/${id}`)).status).to.equal(204);
    expect(await eventsOf()).to.include.members([
      ...['Generate key', 'Generate CSR', 'Delete CSR', 'Register authentication certificate'].map(
        (event) => `${event}: success`,
      ),
      'Unregister authentication certificate: failure',
      'Skip unregistration of authentication certificate: success',
    ]);
  });

  it('changes the PIN of the software token, by its policy', async () => {
    const change = (old_pin: string, new_pin: string, by = administrator) =>
      by.api('PUT', '/tokens/0/pin', { old_pin, new_pin });
    const weak = await change(pin(), 'short');
    expect(told(weak)).to.deep.equal([400, 'token_weak_pin']);
    expect((weak.body as { error: { metadata: string[] } }).error.metadata).to.deep.equal([
      ...['pin_min_length', '10', 'pin_min_char_classes_count', '3'],
    ]);
    expect(told(await change(pin(), 'Парола-2026'))).to.deep.equal([400, 'invalid_characters_pin']);
    expect(told(await change('wrong', STRONG))).to.deep.equal([400, 'pin_incorrect']);
    expect(told(await change(pin(), STRONG, officer))).to.deep.equal([403, 'permission_missing']);
    expect((await change(pin(), STRONG)).status).to.equal(204);
    expect(await eventsOf()).to.include.members(['Change token pin: success', 'Change token pin: failure']);
  });

  it('is not forgotten, being at hand', async () => {
    expect(told(await administrator.api('DELETE', '/tokens/0'))).to.deep.equal([409, 'action_not_possible']);
  });

  it('is logged out of and in to; the guessing of its PIN is bounded', async () => {
    const logIn = (password?: string) =>
      officer.api('PUT', '/tokens/0/login', password === undefined ? {} : { password });
    expect(told(await logIn(STRONG))).to.deep.equal([409, 'action_not_possible']);
    expect((await officer.api('PUT', '/tokens/0/logout')).body).to.include({ logged_in: false });
    expect(told(await officer.api('PUT', '/tokens/0/logout'))).to.deep.equal([409, 'action_not_possible']);
    expect(await exchange()).to.match(/^server\.clientproxy\.(?:cannot_create_signature|key_not_found)$/);
    expect(told(await officer.api('POST', '/tokens/0/keys', {}))).to.deep.equal([409, 'action_not_possible']);
    expect(told(await logIn())).to.deep.equal([400, 'missing_token_password']);
    expect(told(await logIn(pin()))).to.deep.equal([400, 'pin_incorrect']);
    expect((await token()).status).to.equal('USER_PIN_INCORRECT');
    expect((await logIn(STRONG)).body).to.deep.include({ logged_in: true, status: 'OK' });
    await until('messages are signed again', async () => (await exchange()) === 'answered');
    await officer.api('PUT', '/tokens/0/logout');
    for (let wrong = 1; wrong < 5; wrong += 1) expect(told(await logIn('wrong'))[1]).to.equal('pin_incorrect');
    expect((await token()).status).to.equal('USER_PIN_FINAL_TRY');
    expect(told(await logIn('wrong'))[1]).to.equal('token_pin_locked');
    expect(told(await logIn(STRONG))[1]).to.equal('token_pin_locked');
    expect(await token()).to.include({ status: 'USER_PIN_LOCKED', logged_in: false });
    expect(await eventsOf()).to.include.members([
      'Log in to token: success',
      'Log in to token: failure',
      'Log out from token: success',
    ]);
  });
});
