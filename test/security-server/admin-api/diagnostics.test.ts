import { expect } from 'chai';
import { told, type Operator } from '../../operator.ts';
import { AdministeredServer } from './administered.ts';

const CLIENT = 'TEST:GOV:1:is';

interface Status {
  readonly status_class: string;
  readonly error?: { readonly code: string };
}

describe('The diagnostics of a security server', function () {
  this.timeout(60_000);
  let server: AdministeredServer;
  let operator: Operator;

  before(async () => {
    server = await AdministeredServer.start();
    operator = await server.operator('administrator', ['XROAD_SYSTEM_ADMINISTRATOR']);
  });
  after(() => server.stop());

  async function diagnosed<T = Status>(path: string): Promise<T> {
    const { status, body } = await operator.api('GET', `/diagnostics/${path}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body as T;
  }
  const asked = (protocol: string, target: string) =>
    diagnosed(
      `other-security-server-status?protocol_type=${protocol}&client_id=${CLIENT}` +
        `&target_client_id=${target}&security_server_id=TEST:GOV:1:ss1`,
    );

  it('tell of the configuration, and of the way to its sources', async () => {
    const state = await diagnosed<Status & { prev_update_at: string; next_update_at: string }>('globalconf');
    expect(state).to.include({ status_class: 'OK' }).and.to.have.property('last_successful_url');
    expect(state.next_update_at > state.prev_update_at).to.equal(true);
    const sources = await diagnosed<{ download_url: string; connection_status: Status }[]>('global-conf-status');
    const byProtocol = sources.map(({ download_url: url, connection_status: status }) => [
      new URL(url).protocol,
      status.status_class,
    ]);
    expect(byProtocol).to.deep.include.members([
      ['http:', 'OK'],
      ['https:', 'FAIL'],
    ]);
  });

  it('tell of OCSP responders and time-stamping services', async () => {
    const authorities = await diagnosed<{ distinguished_name: string; ocsp_responders: Status[] }[]>('ocsp-responders');
    expect(authorities.map(({ distinguished_name: name }) => name)).to.have.length(2);
    expect(authorities.flatMap(({ ocsp_responders: all }) => all.map((each) => each.status_class))).to.include('OK');
    const [service] = await diagnosed<Status[]>('timestamping-services');
    expect(service?.status_class).to.be.oneOf(['WAITING', 'OK']);
  });

  it('tell what the server does and keeps', async () => {
    expect(await diagnosed('addon-status')).to.deep.equal({ messagelog_enabled: true, opmonitoring_enabled: true });
    expect(await diagnosed('backup-encryption-status')).to.include({ backup_encryption_status: false });
    expect(await diagnosed('message-log-encryption-status')).to.deep.equal({
      ...{ message_log_archive_encryption_status: false, message_log_database_encryption_status: false },
      ...{ message_log_grouping_rule: 'NONE', members: [] },
    });
    const memory = await diagnosed<{ max_memory: number; used_memory: number }>('proxy-memory-usage-status');
    expect(memory.used_memory).to.be.within(1, memory.max_memory);
  });

  it('ask another server as an information system would', async () => {
    for (const protocol of ['REST', 'SOAP']) {
      expect(await asked(protocol, CLIENT), protocol).to.deep.equal({ status_class: 'OK' });
      const { status_class: status, error } = await asked(protocol, 'TEST:COM:1:none');
      expect([status, error?.code], protocol).to.deep.equal(['FAIL', 'server.clientproxy.unknown_member']);
    }
    const refused = await operator.api(
      'GET',
      `/diagnostics/other-security-server-status?protocol_type=REST&client_id=nobody&target_client_id=${CLIENT}&security_server_id=x`,
    );
    expect(told(refused)).to.deep.equal([400, 'invalid_encoded_id']);
  });

  it('say why a registration could not be asked for', async () => {
    const { status_class: status, error } = await diagnosed('auth-cert-req-status');
    expect([status, error?.code]).to.deep.equal(['FAIL', 'malformed_global_conf']);
  });

  it('count the exchanges of a period', async () => {
    await asked('REST', CLIENT);
    const count = async (more = '') => {
      const period = 'records_from=2000-01-01T00:00:00.000Z&records_to=2100-01-01T00:00:00.000Z&interval=52596000';
      const counted = await diagnosed<{ success_count: number; failure_count: number }[]>(
        `operational-monitoring?${period}${more}`,
      );
      return counted.map(({ success_count: succeeded }) => succeeded > 0);
    };
    expect(await count()).to.deep.equal([true]);
    expect(await count(`&security_server_type=Producer&service_id=${CLIENT}:listMethods`)).to.deep.equal([true]);
    expect(await count(`&member_id=${CLIENT}`)).to.deep.equal([true]);
    expect(await count('&service_id=TEST:GOV:1:is:other')).to.deep.equal([]);
  });

  it('are put together in a report', async () => {
    const { headers, bytes } = await operator.raw('/api/v1/diagnostics/info/download');
    expect(headers['content-disposition']).to.match(/diagnostic-report-\d{14}\.json/);
    const report = JSON.parse(bytes.toString()) as { name: string; errorMessage?: string }[];
    expect(report.filter(({ errorMessage }) => errorMessage !== undefined)).to.deep.equal([]);
    expect(report.map(({ name }) => name)).to.include.members(['Global configuration', 'OCSP responders']);
  });

  it('are the system administrator’s', async () => {
    const registrar = await server.operator('registrar', ['XROAD_REGISTRATION_OFFICER']);
    const answers = ['globalconf', 'info/download', 'auth-cert-req-status'].map(async (path) =>
      told(await registrar.api('GET', `/diagnostics/${path}`)),
    );
    expect(new Set((await Promise.all(answers)).flat())).to.deep.equal(new Set([403, 'permission_missing']));
  });
});
