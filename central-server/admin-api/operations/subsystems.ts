import { unregisterClient } from '../../membership/security-servers.ts';
import {
  addSubsystem,
  deleteSubsystem,
  getSubsystem,
  renameSubsystem,
  type Subsystem,
} from '../../membership/subsystems.ts';
import {
  clientIdShape,
  newSubsystemId,
  serverIdOf,
  subsystemIdOf,
  type CatalogueHandlers,
  type InstanceOf,
  type NewClientId,
  type Shown,
} from './shapes.ts';

/** `Client` of the definition; of a subsystem the reference tells no name there. */
const subsystemShape = ({ id }: Subsystem) => ({ client_id: clientIdShape(id) });

const shown =
  (instance: InstanceOf): Shown =>
  async ({ path }, catalogue) => {
    const { id, name } = await getSubsystem(catalogue, subsystemIdOf(path.subsystem_id, await instance(catalogue)));
    return { body: { subsystem_id: clientIdShape(id), ...(name === undefined ? {} : { subsystem_name: name }) } };
  };

/** `changed`: after each change of what is published. */
export const subsystems = (instance: InstanceOf, changed: () => void): CatalogueHandlers => ({
  getSubsystem: { isObject: true, run: shown(instance) },
  addSubsystem: {
    event: 'Add subsystem',
    run: async ({ body }, change) => {
      const { subsystem_id: id, subsystem_name: name } = body as { subsystem_id: NewClientId; subsystem_name?: string };
      const audit = await addSubsystem(change, subsystem(newSubsystemId(id, await instance(change)), name));
      return { body: subsystemShape(audit.after), audit };
    },
    afterwards: changed,
  },
  updateSubsystemName: {
    event: 'Edit subsystem',
    state: shown(instance),
    run: async ({ path, body }, change) => {
      const { subsystem_name: name } = body as { subsystem_name?: string };
      const audit = await renameSubsystem(
        change,
        subsystem(subsystemIdOf(path.subsystem_id, await instance(change)), name),
      );
      return { body: subsystemShape(audit.after), audit };
    },
    afterwards: changed,
  },
  deleteSubsystem: {
    event: 'Delete subsystem',
    state: shown(instance),
    run: async ({ path }, change) => ({
      audit: await deleteSubsystem(change, subsystemIdOf(path.subsystem_id, await instance(change))),
    }),
    afterwards: changed,
  },
  unregisterSubsystem: {
    event: 'Unregister subsystem as security server client',
    run: async ({ path, now }, change) => {
      const client = subsystemIdOf(path.subsystem_id, await instance(change));
      return { audit: await unregisterClient(change, { server: serverIdOf(path.server_id), client }, now) };
    },
    afterwards: changed,
  },
});

/** An empty name is none. */
const subsystem = (id: Subsystem['id'], name: string | undefined): Subsystem =>
  name === undefined || name === '' ? { id } : { id, name };
