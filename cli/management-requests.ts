import { Command, InvalidArgumentError } from 'commander';
import { readCertificateFile } from '#certs/pem-file.ts';
import { Certificate } from '#certs/certificate.ts';
import type { KeptRequest } from '#central-server/management/kept-request.ts';
import type { ManagementRequests } from '#central-server/management/requests.ts';
import { clockOf } from '#config/clock-setting.ts';
import { createLog } from '#config/log.ts';
import { drumError } from '#protocol/errors.ts';
import type { ClientId, ServerId } from '#protocol/identifiers/identifier.ts';
import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { MANAGEMENT_REQUEST_KINDS, type ManagementRequest } from '#protocol/management/requests.ts';
import { readSecurityServerFile } from '#security-server/file.ts';
import { registrationStates } from '#security-server/management/states.ts';
import { recordAsked } from '#security-server/management/record-asked.ts';
import { openManagementSender } from '#security-server/management/open-sender.ts';
import { sendManagementRequest } from '#security-server/management/send.ts';
import { printed } from './check-lines.ts';
import { DrumCommand } from './command.ts';
import type { Io } from './io.ts';
import { withCatalogue } from './open-catalogue.ts';

const LIST_DEFAULT = 50;

/** `drum management-requests`: what security servers ask of their central server, seen from both ends. */
export function managementRequestsCommand(io: Io): Command {
  const command = new Command('management-requests').description(
    'Ask the central server to register or change something, and decide there what was asked',
  );
  command.addCommand(sendCommand(io));
  command.addCommand(statesCommand(io));
  command.addCommand(listCommand(io));
  command.addCommand(approveCommand(io));
  command.addCommand(declineCommand(io));
  return command;
}

interface SendOptions {
  readonly config: string;
  readonly client?: string;
  readonly name?: string;
  readonly address?: string;
  readonly message?: string;
  readonly certificate?: string;
  readonly dryRun?: boolean;
}

function sendCommand(io: Io): Command {
  return new DrumCommand('send')
    .description('Send a request for a security server that runs')
    .argument('<kind>', `one of ${MANAGEMENT_REQUEST_KINDS.join(', ')}`)
    .needs('--config <file>', 'of the security server (YAML)')
    .option('--client <id>', 'INSTANCE/CLASS/MEMBER[/SUBSYSTEM]: the client, or the new owner')
    .option('--name <text>', "the subsystem's name")
    .option('--address <host>', 'where other security servers reach this one')
    .option('--message <text>', 'what callers are told in maintenance mode')
    .option('--certificate <file>', 'the authentication certificate (PEM)')
    .option('--dry-run', 'have a registration of a certificate judged only')
    .action(async (kind: string, options: SendOptions) => {
      const file = await readSecurityServerFile(options.config);
      const request = await requestOf(kind, file.serverId, options);
      const sender = await openManagementSender(file, { clock: clockOf(file), log: createLog('management-requests') });
      try {
        const id = await sendManagementRequest(sender, request);
        if (id !== 0) await recordAsked(sender, request);
        io.out(printed([id === 0 ? 'The request would be taken.' : `The central server has taken the request: ${id}`]));
      } finally {
        await sender.close();
      }
    });
}

/** Each kind takes its own options; one that is missing or has no place is named. */
async function requestOf(kind: string, server: ServerId, options: SendOptions): Promise<ManagementRequest> {
  const wanted = (name: 'client' | 'name' | 'address' | 'certificate'): string => {
    const value = options[name];
    if (value === undefined) throw drumError('invalid_request', `--${name} is needed for ${kind}`);
    return value;
  };
  const client = (): ClientId => parseRestClientHeader(wanted('client'));
  const certificate = (): Promise<Buffer> =>
    readCertificateFile(wanted('certificate'), { path: '--certificate', folder: '.' });
  switch (kind) {
    case 'authCertReg':
      return {
        ...{ kind, server, address: wanted('address'), dryRun: options.dryRun === true },
        authenticationCertificate: Certificate.fromDer(await certificate()).der,
      };
    case 'authCertDeletion':
      return { kind, server, authenticationCertificate: await certificate() };
    case 'clientReg':
      return { kind, server, client: client(), ...(options.name === undefined ? {} : { subsystemName: options.name }) };
    case 'clientDeletion':
    case 'ownerChange':
    case 'clientDisable':
    case 'clientEnable':
      return { kind, server, client: client() };
    case 'clientRename':
      return { kind, server, client: client(), subsystemName: wanted('name') };
    case 'addressChange':
      return { kind, server, address: wanted('address') };
    case 'maintenanceModeEnable':
      return { kind, server, ...(options.message === undefined ? {} : { message: options.message }) };
    case 'maintenanceModeDisable':
      return { kind, server };
    default:
      throw drumError(
        'invalid_request',
        `There is no management request ${kind}: ${MANAGEMENT_REQUEST_KINDS.join(', ')}`,
      );
  }
}

function statesCommand(io: Io): Command {
  return new DrumCommand('states')
    .description("Tell how far a security server's clients and authentication certificates are with their registration")
    .needs('--config <file>', 'of the security server (YAML)')
    .option('--json', 'one line of JSON each')
    .action(async ({ config, json }: { config: string; json?: boolean }) => {
      const states = await registrationStates(await readSecurityServerFile(config), createLog('management-requests'));
      io.out(printed(states.map((state) => (json === true ? JSON.stringify(state) : `${state.status} ${state.of}`))));
    });
}

function listCommand(io: Io): Command {
  return new DrumCommand('list')
    .description('List what the central server was asked for, the newest first')
    .needs('--config <file>', 'of the central server (YAML)')
    .option('--limit <number>', 'as many as this', whole, LIST_DEFAULT)
    .option('--json', 'one line of JSON each')
    .action(async ({ config, limit, json }: { config: string; limit: number; json?: boolean }) => {
      const lines = await withRequests(config, async (requests) =>
        (await requests.list(limit)).map(json === true ? jsonOf : lineOf),
      );
      io.out(printed(lines.length === 0 && json !== true ? ['No requests yet.'] : lines));
    });
}

/** Who decides here: no user's name has a blank. */
const BY = 'command line';

function approveCommand(io: Io): Command {
  return new DrumCommand('approve')
    .description('Do what a waiting request asks for')
    .argument('<id>', 'its number', whole)
    .needs('--config <file>', 'of the central server (YAML)')
    .option('--create-member <name>', 'add the member that asks under this name, where it is not known yet')
    .action(async (id: number, { config, createMember: name }: { config: string; createMember?: string }) => {
      const approval = { by: BY, ...(name === undefined ? {} : { createMember: { name } }) };
      const { createdMember } = await withRequests(config, (requests) => requests.approve(id, approval));
      const added = createdMember === undefined ? '' : ` ${keyOf(createdMember.id)} is added.`;
      io.out(printed([`Request ${id} is approved.${added} The next global configuration has it.`]));
    });
}

function declineCommand(io: Io): Command {
  return new DrumCommand('decline')
    .description('Refuse a waiting request')
    .argument('<id>', 'its number', whole)
    .needs('--config <file>', 'of the central server (YAML)')
    .option('--reason <text>', 'why, for whoever looks at the request later')
    .action(async (id: number, { config, reason }: { config: string; reason?: string }) => {
      await withRequests(config, (requests) => requests.decline(id, { by: BY, reason }));
      io.out(printed([`Request ${id} is declined.`]));
    });
}

function withRequests<T>(config: string, use: (requests: ManagementRequests) => Promise<T>): Promise<T> {
  return withCatalogue(config, ({ repository, clock }) =>
    use(repository.managementRequests(clock, { authCertReg: false, clientReg: false, ownerChange: false })),
  );
}

function lineOf({ id, request, status, createdAt }: KeptRequest): string {
  const client = 'client' in request ? ` ${keyOf(request.client)}` : '';
  return `${id} ${createdAt.toISOString()} ${status ?? 'DONE'} ${request.kind} ${keyOf(request.server)}${client}`;
}

function jsonOf({ id, request, status, createdAt, decidedAt, decidedBy, reason }: KeptRequest): string {
  const certificate =
    'authenticationCertificate' in request
      ? { authenticationCertificate: Buffer.from(request.authenticationCertificate).toString('base64') }
      : {};
  return JSON.stringify({
    ...{ id, status: status ?? null, createdAt, decidedAt: decidedAt ?? null },
    ...{ decidedBy: decidedBy ?? null, reason: reason ?? null },
    ...{ ...request, ...certificate, server: keyOf(request.server) },
    ...('client' in request ? { client: keyOf(request.client) } : {}),
  });
}

function whole(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
