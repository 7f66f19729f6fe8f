import { call, type AnswerOf } from '../../api/client.ts';
import { useAnswer } from '../../api/queries.ts';

export type User = AnswerOf<'/drum/users', 'get'>[number];

export const allUsers = call('get', '/drum/users', {});

export const useUsers = () => useAnswer(allUsers);

const ADMINISTRATOR = 'XROAD_SYSTEM_ADMINISTRATOR';

/** Whether nobody could administer users without this one. */
export const isLastAdministrator = ({ name }: User, all: readonly User[]): boolean => {
  const administrators = all.filter(({ roles, disabled }) => !disabled && roles.includes(ADMINISTRATOR));
  return administrators.length === 1 && administrators[0]?.name === name;
};
