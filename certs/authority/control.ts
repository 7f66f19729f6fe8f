import { z } from 'zod';
import { drumError } from '#protocol/errors.ts';
import type { Authority } from './authority.ts';
import { BEHAVIOUR_SCHEMAS, FAULTS, type Service } from './behaviour.ts';
import { json, type Handler, type Question, type Reply } from './listener.ts';
import { goodBehaviours, type Behaviours } from './services.ts';

const standingSchema = z.strictObject({ standing: z.enum(['good', 'revoked', 'suspended', 'unknown']) });

/**
 * Tells the services how to misbehave. For this machine only:
 * `GET /control/behaviour`, `PUT /control/behaviour/ocsp|tsa|ca` with a behaviour, `DELETE /control/behaviour` back to good;
 * `PUT /control/certificates/SERIAL` with `{"standing": "good"|"revoked"|"suspended"|"unknown"}`;
 * `POST /control/reset`: good behaviour, and every certificate good.
 */
export function controlHandler(authority: Authority, behaviours: Behaviours): Handler {
  return async (question) => {
    requireLocal(question);
    const { method, path } = question;
    const [, kind, name = ''] = path.split('/', 3);
    switch (`${method} ${kind ?? ''}`) {
      case 'GET behaviour':
        return json(200, behaviours);
      case 'PUT behaviour':
        behave(behaviours, name, jsonOf(question));
        return json(200, behaviours);
      case 'DELETE behaviour':
        Object.assign(behaviours, goodBehaviours());
        return json(200, behaviours);
      case 'PUT certificates':
        return changeStanding(authority, name, jsonOf(question));
      case 'POST reset':
        Object.assign(behaviours, goodBehaviours());
        await authority.reinstateAll();
        return json(200, behaviours);
      default:
        throw drumError('not_found', 'There is no such control');
    }
  };
}

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;

/**
 * Only programs of this machine. The name that was asked for counts too: a page in a browser here can have its own name
 * lead to this address, but it cannot ask by number.
 */
function requireLocal({ remoteAddress, headers }: Question): void {
  const host = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  if (!LOOPBACK.test(remoteAddress) || !(LOOPBACK.test(host) || host === 'localhost')) {
    throw drumError('access_denied', 'The control endpoint serves this machine only');
  }
}

function jsonOf({ headers, body }: Question): unknown {
  // A form in a browser cannot send this type without asking first.
  if (!(headers['content-type'] ?? '').startsWith('application/json')) {
    throw drumError('invalid_content_type', 'The content type must be application/json');
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw drumError('invalid_request', 'The body is not JSON', error);
  }
}

const isService = (name: string): name is Service => Object.hasOwn(FAULTS, name);

function behave(behaviours: Behaviours, name: string, value: unknown): void {
  if (!isService(name)) throw drumError('not_found', 'The services are ocsp, tsa and ca');
  Object.assign(behaviours, { [name]: parsed(BEHAVIOUR_SCHEMAS[name], value) });
}

async function changeStanding(authority: Authority, serialHex: string, value: unknown): Promise<Reply> {
  if (!/^[0-9a-f]{1,40}$/i.test(serialHex)) throw drumError('invalid_request', 'The serial number must be hexadecimal');
  const { standing } = parsed(standingSchema, value);
  const serial = serialHex.toLowerCase();
  await authority.setStanding(BigInt(`0x${serial}`), standing);
  return json(200, { serial, standing });
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`);
  throw drumError('invalid_request', issues.join('; '));
}
