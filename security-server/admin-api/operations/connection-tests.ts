import { asDrumError, drumError } from '#protocol/errors.ts';
import { tryPeer, trySource, type PeerQuestion } from '../../connection-tests.ts';
import { authenticationCertificates } from '../../management/certificate-registrations.ts';
import { certificateOf } from '../../signer/selection.ts';
import { clientIdOf, serverIdOf } from './encoded-ids.ts';
import type { ServerHandlers, ServerParts } from './parts.ts';

/** A registered certificate is registered already: that the central server says so proves the connection. */
const EXPECTED = /(^|\.)(invalid_request|management_request_[a-z_]+)$/;
const SECONDS_PER_MINUTE = 60;
const MS = 1000;

/** Whether others can be reached, and how the exchanges with them went. */
export function connectionTests({
  control,
  tlsKey,
  send,
}: Pick<ServerParts, 'control' | 'tlsKey' | 'send'>): ServerHandlers {
  const { context, anchor, signer, monitoring } = control;
  return {
    getGlobalConfStatus: {
      run: async () => {
        const urls = await anchor.sources(context.latestConfiguration());
        return {
          body: await Promise.all(
            urls.map(async (url) => ({
              download_url: url.href,
              connection_status: await statusOfAttempt(trySource(url)),
            })),
          ),
        };
      },
    },
    getOtherSecurityServerStatus: {
      run: async ({ query }) => {
        const asked = query as Readonly<Record<string, string>>;
        const question: PeerQuestion = {
          protocol: asked.protocol_type === 'SOAP' ? 'SOAP' : 'REST',
          client: clientIdOf(asked.client_id),
          target: clientIdOf(asked.target_client_id),
          server: serverIdOf(asked.security_server_id),
        };
        return { body: await statusOfAttempt(tryPeer(context, tlsKey.current, question)) };
      },
    },
    getAuthCertReqStatus: { run: async () => ({ body: await statusOfAttempt(tryRegistration()) }) },
    getOperationalDataIntervals: {
      run: async ({ query }) => {
        const { records_from: from, records_to: to, interval } = query as Readonly<Record<string, string | number>>;
        const {
          security_server_type: type,
          member_id: member,
          service_id: service,
        } = query as Readonly<Record<string, string | undefined>>;
        if (Number(interval) < 1) throw drumError('validation_failure', 'interval: must be at least 1');
        const counted = await monitoring.intervals({
          ...{ from: secondsOf(from), to: secondsOf(to), intervalSeconds: Number(interval) * SECONDS_PER_MINUTE },
          ...(type === undefined ? {} : { securityServerType: type }),
          ...(member === undefined ? {} : { client: clientIdOf(member) }),
          ...(service === undefined ? {} : { service: serviceOf(service) }),
        });
        return {
          body: counted.map(({ start, succeeded, failed }) => ({
            interval_start_time: new Date(start * MS).toISOString(),
            ...{ success_count: succeeded, failure_count: failed },
          })),
        };
      },
    },
  };

  /** Asks the central server to judge a registration, which changes nothing. */
  async function tryRegistration(): Promise<void> {
    const [certificate] = await authenticationCertificates(signer.client);
    if (certificate === undefined) throw drumError('cert_not_found', 'The server has no authentication certificate');
    const authenticationCertificate = certificateOf(certificate).der;
    const { serverId: server } = context;
    try {
      await send({ kind: 'authCertReg', server, authenticationCertificate, dryRun: true });
    } catch (error) {
      const { cause } = asDrumError(error);
      if (!EXPECTED.test(asDrumError(cause).code)) throw cause;
    }
  }
}

const secondsOf = (time: unknown): number => Math.floor(new Date(String(time)).getTime() / MS);

function serviceOf(text: string) {
  const at = text.lastIndexOf(':');
  return { client: clientIdOf(text.slice(0, Math.max(at, 0))), fullCode: text.slice(at + 1) };
}

/** `ConnectionStatus` of the definition: what became of an attempt. */
async function statusOfAttempt(attempt: Promise<unknown>): Promise<object> {
  try {
    await attempt;
    return { status_class: 'OK' };
  } catch (error) {
    const { code, message } = asDrumError(error);
    return { status_class: 'FAIL', error: { code, metadata: [message] } };
  }
}
