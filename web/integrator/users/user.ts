import { call, type AnswerOf } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';

export type User = AnswerOf<'/drum/users', 'get'>[number];

export const useUsers = () => useAnswer(call('get', '/drum/users', {}));

const ADMINISTRATOR = 'XROAD_SYSTEM_ADMINISTRATOR';

/** Whether nobody could administer users without this one. */
export const isLastAdministrator = ({ name }: User, all: readonly User[]): boolean => {
  const administrators = all.filter(({ roles, disabled }) => !disabled && roles.includes(ADMINISTRATOR));
  return administrators.length === 1 && administrators[0]?.name === name;
};
