import { resolve } from 'node:path';
import { drumError } from '#protocol/errors.ts';
import { nearest } from './suggestion.ts';
import { SYSTEM_PARAMETERS, type ParameterName, type SystemParameter } from './system-parameters.ts';

type ValueOf<P extends SystemParameter> = P extends { type: 'boolean' }
  ? boolean
  : P extends { type: 'number' }
    ? number
    : P extends { type: 'choice'; choices: readonly (infer Choice)[] }
      ? Choice
      : string;

/** Every system parameter with its value: the default where nothing else is set. */
export type Parameters = { readonly [Name in ParameterName]: ValueOf<(typeof SYSTEM_PARAMETERS)[Name]> };

/**
 * The parameters with `overrides` in place of defaults. Throws `malformed_server_conf`, naming the parameter and the rule,
 * for a name that does not exist or a value outside its type or bounds. Paths are relative to `folder`.
 */
export function readParameters(overrides: Readonly<Record<string, unknown>> = {}, folder = ''): Parameters {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries<SystemParameter>(SYSTEM_PARAMETERS)) values[name] = parameter.default;
  for (const [name, value] of Object.entries(overrides)) {
    if (!Object.hasOwn(SYSTEM_PARAMETERS, name)) {
      const close = nearest(name, Object.keys(SYSTEM_PARAMETERS));
      throw malformed(name, `there is no such parameter${close === undefined ? '' : `; did you mean ${close}?`}`);
    }
    const parameter: SystemParameter = SYSTEM_PARAMETERS[name as ParameterName];
    const given = checked(name, parameter, value);
    values[name] = parameter.type === 'path' && given !== '' ? resolve(folder, String(given)) : given;
  }
  return values as Parameters;
}

function checked(name: string, parameter: SystemParameter, value: unknown): unknown {
  switch (parameter.type) {
    case 'number':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw malformed(name, 'must be a whole number');
      if (value < parameter.min || value > parameter.max) {
        throw malformed(name, `must be between ${parameter.min} and ${parameter.max} (${parameter.unit})`);
      }
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw malformed(name, 'must be true or false');
      return value;
    case 'choice':
      if (!parameter.choices.some((choice) => choice === value)) {
        throw malformed(name, `must be one of ${parameter.choices.join(', ')}`);
      }
      return value;
    case 'text':
    case 'path':
      if (typeof value !== 'string') throw malformed(name, 'must be text');
      return value;
  }
}

function malformed(name: string, rule: string) {
  return drumError('malformed_server_conf', `Parameter ${name}: ${rule}`);
}
