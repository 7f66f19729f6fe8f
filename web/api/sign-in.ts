import { call, logIn, logOut, make, send } from './client.ts';
import type { Schemas } from './definitions/all.d.ts';
import { problemIn } from './problem.ts';
import { queryClient } from './queries.ts';
import { session } from './session.ts';

/** Asks who sits there. Throws `Problem` where that cannot be told. */
export async function findUser(name?: string): Promise<void> {
  const answer = await send({ method: 'GET', url: '/api/v1/user' });
  if (answer.ok) {
    const { username, roles, permissions } = (await answer.json()) as Schemas['User'];
    session.set({ phase: 'in', user: { name: username, roles, permissions: new Set(permissions) } });
    return;
  }
  const problem = problemIn(answer, await answer.json().catch(() => undefined));
  if (problem.code === 'password_must_be_changed') {
    session.set({ phase: 'first-password', ...(name === undefined ? {} : { name }) });
  } else if (answer.status === 401) session.set({ phase: 'out' });
  else throw problem;
}

/** Throws `Problem`. */
export async function signIn(name: string, password: string): Promise<void> {
  const { value: before } = session.state;
  await logIn(name, password);
  // What another user saw is not this one's.
  if (before.phase !== 'over' || before.user.name !== name) queryClient.clear();
  await findUser(name);
}

/** Changes the first password, which ends all sessions, and signs in by the new one. Throws `Problem`. */
export async function changeFirstPassword(name: string, current: string, next: string): Promise<void> {
  await make(call('put', '/drum/password', { body: { current_password: current, new_password: next } }));
  await signIn(name, next);
}

export async function signOut(): Promise<void> {
  await logOut();
  queryClient.clear();
  session.set({ phase: 'out' });
}
